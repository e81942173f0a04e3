package dev.weft.testkit;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An outbox that writes down what was stored. */
final class KitOutbox implements Outbox {

  private final Outbox inner;
  private final Consumer<String> check;
  private final List<Published> stored;
  private final KitTime time;
  private final Activity activity;

  /**
   * An outbox into the streams of a test.
   *
   * @param check refuses subjects
   * @param stored where to write; guarded by the activity's lock
   */
  KitOutbox(
      Outbox inner,
      Consumer<String> check,
      List<Published> stored,
      KitTime time,
      Activity activity) {
    this.inner = inner;
    this.check = check;
    this.stored = stored;
    this.time = time;
    this.activity = activity;
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    return activity.changing(
        () -> {
          check.accept(subject);
          PublishReceipt receipt = store(subject, data, headers);
          if (!receipt.duplicate()) {
            stored.add(
                new Published(
                    subject, receipt.id(), receipt.position(), time.instant(), headers, data));
          }
          return receipt;
        });
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    try {
      return CompletableFuture.completedFuture(publish(subject, data, headers));
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public SizeLimit limit() {
    return inner.limit();
  }

  private PublishReceipt store(String subject, byte[] data, Headers headers) {
    try {
      return inner.publish(subject, data, headers);
    } catch (TransportException e) {
      if (!e.isWithoutEffect()) {
        throw e;
      }
      // Trying again, as one does with a server, would only cost the test its time.
      throw TransportException.lasting(
          "publish to "
              + subject
              + ": no stream of this test takes the subject; add one to the configuration or to the"
              + " test's settings: weft.streams.SOME.subjects = [\""
              + subject
              + "\"]",
          e);
    }
  }
}
