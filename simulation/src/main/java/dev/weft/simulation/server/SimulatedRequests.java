package dev.weft.simulation.server;

import dev.weft.Headers;
import dev.weft.RequestTimeoutException;
import dev.weft.TransportException;
import dev.weft.machine.Timers;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Requests and answers over one replica's connection. */
final class SimulatedRequests implements Requests {

  private static final Duration SUBSCRIBED = Duration.ofSeconds(5);

  private final Wire wire;
  private final ApiCalls api;
  private final Completions completions;
  private final SendLane lane;
  private final Timers timeouts; // ends by itself
  private final SizeLimit limit;

  SimulatedRequests(Wire wire, ApiCalls api, Completions completions) {
    this.wire = wire;
    this.api = api;
    this.completions = completions;
    this.lane = new SendLane(wire, "request");
    this.timeouts = wire.machine().timers("weft-request-timeouts");
    this.limit = wire.server().direct().outbox().limit();
  }

  @Override
  public CompletableFuture<Reply> send(
      String subject, byte[] data, Headers headers, Duration timeout) {
    wire.point();
    try {
      SubjectRule.check("request to", subject);
      limit.checkUnstored("request to " + subject, SizeLimit.bytes(headers), data.length);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (wire.isClosed()) {
      return CompletableFuture.failedFuture(
          TransportException.passing("request to " + subject + ": the connection is closed", null));
    }
    var result = new CompletableFuture<Reply>();
    byte[] own = data.clone();
    Requests server = wire.server().direct().requests();
    lane.send(
        () -> "request to " + subject,
        false,
        connection -> {
          var unused =
              server
                  .send(subject, own, headers, timeout)
                  .whenComplete(
                      (reply, failure) ->
                          lane.answer(
                              () -> "answer on " + subject,
                              connection,
                              () -> completions.add(() -> complete(result, reply, failure))));
        });
    Timers.Timer timer = timeouts.after(timeout.toNanos(), () -> timeOut(result, subject, timeout));
    var unused = result.whenComplete((reply, failure) -> timer.cancel());
    return result;
  }

  // On a thread of its own, as on NATS: others' code depends on it, and may block.
  private void timeOut(CompletableFuture<Reply> result, String subject, Duration timeout) {
    wire.machine()
        .virtual(
            "weft-request-failure",
            () -> result.completeExceptionally(new RequestTimeoutException(subject, timeout)))
        .start();
  }

  private static void complete(
      CompletableFuture<Reply> result, @Nullable Reply reply, @Nullable Throwable failure) {
    if (reply != null) {
      result.complete(reply);
    } else if (failure != null && !(failure instanceof RequestTimeoutException)) {
      result.completeExceptionally(failure); // time is the requester's own
    }
  }

  @Override
  public RequestSource receive(String subject, Optional<String> queueGroup) {
    var source = new AtomicReference<@Nullable RequestSource>();
    var abandoned = new AtomicBoolean();
    boolean confirmed = false;
    try {
      RequestSource opened =
          api.call(
              "subscribe to " + subject,
              SUBSCRIBED,
              () -> subscribed(source, abandoned, subject, queueGroup));
      confirmed = true;
      return new SimulatedRequestSource(wire, opened, subject);
    } finally {
      if (!confirmed) {
        abandoned.set(true);
        RequestSource opened = source.get();
        if (opened != null) {
          opened.close();
        }
      }
    }
  }

  // The call may arrive twice, and when nobody waits for it any more.
  private RequestSource subscribed(
      AtomicReference<@Nullable RequestSource> source,
      AtomicBoolean abandoned,
      String subject,
      Optional<String> queueGroup) {
    RequestSource opened = source.get();
    if (opened == null) {
      opened = wire.server().direct().requests().receive(subject, queueGroup);
      source.set(opened);
      closeWithWire(opened);
    }
    if (abandoned.get()) {
      opened.close();
    }
    return opened;
  }

  // Nobody receives for a process that is gone.
  private void closeWithWire(RequestSource source) {
    wire.onChange(
        () -> {
          if (wire.isClosed()) {
            source.close();
          }
        });
  }
}
