package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.NoRespondersException;
import dev.weft.RequestTimeoutException;
import dev.weft.TransportException;
import dev.weft.engine.Threads;
import dev.weft.machine.Timers;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Hands requests to those who receive them: to one of each queue group, in turn. */
final class MemoryRequests implements Requests {

  private final Guard guard;
  private final SizeLimit limit;
  private final Timers timeouts;
  // Under the guard.
  private final List<MemoryRequestSource> sources = new ArrayList<>();
  private final Set<Unanswered> unanswered = new LinkedHashSet<>();
  private int turn;

  MemoryRequests(Guard guard, SizeLimit limit) {
    this.guard = guard;
    this.limit = limit;
    this.timeouts = guard.machine().timers("weft-memory-timeouts");
  }

  @Override
  public CompletableFuture<Reply> send(
      String subject, byte[] data, Headers headers, Duration timeout) {
    var answer = new CompletableFuture<Reply>();
    try {
      limit.checkUnstored("request to " + subject, SizeLimit.bytes(headers), data.length);
      Headers arriving = WireHeaders.of("request to " + subject, headers);
      var request = new Sent(subject, data.clone(), arriving, answer, limit);
      boolean received = guard.locked(() -> hand(request) && expect(request, timeout));
      if (!received) {
        return CompletableFuture.failedFuture(new NoRespondersException(subject));
      }
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    return answer;
  }

  @Override
  public RequestSource receive(String subject, Optional<String> queueGroup) {
    var source = new MemoryRequestSource(subject, queueGroup, guard, this::remove);
    guard.locked(
        () -> {
          guard.checkOpen("subscribe to " + subject);
          sources.add(source);
        });
    return source;
  }

  /** Fails what is not answered yet. Not under the guard, since others' code depends on it. */
  void close() {
    List<Unanswered> left =
        guard.locked(
            () -> {
              sources.forEach(MemoryRequestSource::wake);
              timeouts.close();
              return List.copyOf(unanswered);
            });
    left.forEach(
        request ->
            request.sent.answer.completeExceptionally(
                TransportException.lasting(
                    "request to " + request.sent.subject + ": closed before it was answered",
                    null)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever asked has the answer itself
  private boolean expect(Sent request, Duration timeout) {
    Timers.Timer timer = timeouts.after(Ticker.nanosOf(timeout), () -> fail(request, timeout));
    var waiting = new Unanswered(request, timer);
    unanswered.add(waiting);
    request.answer.whenComplete((reply, failure) -> answered(waiting));
    return true;
  }

  // On a thread of its own: others' code depends on it, and may block.
  private void fail(Sent request, Duration timeout) {
    Threads.start(
        guard.machine(),
        "weft-memory-timeout",
        () ->
            request.answer.completeExceptionally(
                new RequestTimeoutException(request.subject, timeout)));
  }

  private void answered(Unanswered request) {
    guard.locked(
        () -> {
          unanswered.remove(request);
          request.timer.cancel();
        });
  }

  private void remove(MemoryRequestSource source) {
    sources.remove(source);
  }

  private boolean hand(Sent request) {
    guard.checkOpen("request to " + request.subject);
    SubjectRule.check("request to", request.subject);
    Map<Optional<String>, List<MemoryRequestSource>> groups = new HashMap<>();
    for (MemoryRequestSource source : sources) {
      if (source.takes(request.subject)) {
        groups.computeIfAbsent(source.queueGroup(), group -> new ArrayList<>()).add(source);
      }
    }
    turn++;
    groups.forEach(
        (group, members) -> {
          if (group.isPresent()) {
            members.get(Math.floorMod(turn, members.size())).add(request);
          } else {
            members.forEach(member -> member.add(request));
          }
        });
    return !groups.isEmpty();
  }

  /** Told apart by what it is, without a look at what was sent. */
  private static final class Unanswered {

    private final Sent sent;
    private final Timers.Timer timer;

    Unanswered(Sent sent, Timers.Timer timer) {
      this.sent = sent;
      this.timer = timer;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Sent(
      String subject,
      byte[] data,
      Headers headers,
      CompletableFuture<Reply> answer,
      SizeLimit limit)
      implements IncomingRequest {

    @Override
    public void reply(byte[] reply, Headers replyHeaders) {
      limit.checkUnstored("answer on " + subject, SizeLimit.bytes(replyHeaders), reply.length);
      Headers arriving = WireHeaders.of("answer on " + subject, replyHeaders);
      answer.complete(new Reply(reply.clone(), arriving));
    }
  }
}
