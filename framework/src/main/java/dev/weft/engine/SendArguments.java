package dev.weft.engine;

import org.jspecify.annotations.Nullable;

/** Refuses what is null of what is to be sent, by its name: not every caller has a null checker. */
public final class SendArguments {

  private SendArguments() {}

  /**
   * Checks the arguments of a publish, an emission or a request.
   *
   * @throws NullPointerException if one of them is null
   */
  public static void check(
      @Nullable String subject, @Nullable Object payload, @Nullable Object options) {
    if (subject == null) {
      throw new NullPointerException("subject: null; expected tokens with dots between them");
    }
    if (payload == null) {
      throw missing("payload", subject, "an object that can be encoded");
    }
    if (options == null) {
      throw missing("options", subject, "defaults() for none");
    }
  }

  private static NullPointerException missing(String what, String subject, String expected) {
    return new NullPointerException(what + " for " + subject + ": null; expected " + expected);
  }
}
