package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.testing.DetachedDelivery;

/** A delivery for observers to look at. */
record TextDelivery(String id, String subject, int attempt, String text)
    implements DetachedDelivery {

  TextDelivery(String id, String subject, int attempt) {
    this(id, subject, attempt, "");
  }

  @Override
  public byte[] data() {
    return text.getBytes(UTF_8);
  }
}
