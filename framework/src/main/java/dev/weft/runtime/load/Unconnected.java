package dev.weft.runtime.load;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.transport.Outbox;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What handlers are given that are only checked: nothing leaves the process. */
public final class Unconnected implements Outbox, Requests {

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    throw refusal("publish to " + subject);
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    throw refusal("publish to " + subject);
  }

  @Override
  public SizeLimit limit() {
    return SizeLimit.DEFAULT;
  }

  @Override
  public CompletableFuture<Reply> send(
      String subject, byte[] data, Headers headers, Duration timeout) {
    throw refusal("request to " + subject);
  }

  @Override
  public RequestSource receive(String subject, Optional<String> queueGroup) {
    throw refusal("receive requests to " + subject);
  }

  private static NothingIsSent refusal(String what) {
    return new NothingIsSent(
        what
            + ": a check sends nothing; expected a constructor that keeps its publisher, to send"
            + " when the handler has a message");
  }

  /** A handler sent something while it was checked. */
  static final class NothingIsSent extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private NothingIsSent(String message) {
      super(message);
    }
  }
}
