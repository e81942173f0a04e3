package dev.weft.simulation.server;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.machine.Timers;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Publishes over one replica's connection, and waits for the server's confirmations. */
final class SimulatedOutbox implements Outbox {

  private final Wire wire;
  private final SendLane lane;
  private final Completions completions;
  private final Timers timeouts; // ends by itself
  private final Duration timeout;

  SimulatedOutbox(Wire wire, SendLane lane, Completions completions, Duration timeout) {
    this.wire = wire;
    this.lane = lane;
    this.completions = completions;
    this.timeouts = wire.machine().timers("weft-publish-timeouts");
    this.timeout = timeout;
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    if (Thread.currentThread().isInterrupted()) {
      throw TransportException.passing(
          "publish to " + subject + ": the thread is interrupted; nothing was sent", null);
    }
    try {
      return publishAsync(subject, data, headers).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(
          "publish to " + subject + ": interrupted before the server confirmed it", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TransportException known ? known : new IllegalStateException(e);
    }
  }

  @Override
  public CompletableFuture<PublishReceipt> publishAsync(
      String subject, byte[] data, Headers headers) {
    wire.point();
    try {
      SubjectRule.check("publish to", subject);
      limit().check(subject, SizeLimit.bytes(headers), data.length);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (wire.isClosed()) {
      throw TransportException.lasting(
          "publish to " + subject + ": the connection is closed", null);
    }
    lane.mayThrow("publish to " + subject);
    var publish = new Publish(subject);
    byte[] own = data.clone();
    lane.ask(
        publish::toString,
        headers.messageId().isPresent(),
        () -> wire.server().publish(wire.replica(), subject, own, headers),
        publish::hear);
    publish.expireLater();
    return publish.result;
  }

  @Override
  public SizeLimit limit() {
    return wire.server().direct().outbox().limit();
  }

  /** One that waits for its confirmation. */
  private final class Publish {

    private final CompletableFuture<PublishReceipt> result = new CompletableFuture<>();
    private final String subject;
    private boolean heard;

    Publish(String subject) {
      this.subject = subject;
    }

    void hear(Supplier<PublishReceipt> answer) {
      heard = true;
      completions.add(() -> complete(answer));
    }

    private void complete(Supplier<PublishReceipt> answer) {
      PublishReceipt receipt;
      try {
        receipt = answer.get();
      } catch (TransportException e) {
        result.completeExceptionally(e);
        return;
      }
      result.complete(receipt);
    }

    void expireLater() {
      if (!heard) {
        Timers.Timer timer = timeouts.after(timeout.toNanos(), this::expire);
        var unused = result.whenComplete((receipt, failure) -> timer.cancel());
      }
    }

    // Elsewhere, since what depends on it may take its time.
    private void expire() {
      var late =
          TransportException.passing(
              this + ": not confirmed within " + SettingText.of(timeout), null);
      wire.machine().virtual("weft-publish", () -> result.completeExceptionally(late)).start();
    }

    @Override
    public String toString() {
      return "publish to " + subject;
    }
  }
}
