package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.TransportException;
import dev.weft.transport.Outbox;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.SubjectRule;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stores what is published at once, in the stream that takes its subject. */
final class MemoryOutbox implements Outbox {

  /**
   * Orders to the server that would go unheard here; ignoring them would lose what they ask for.
   */
  private static final List<String> ORDERS =
      List.of(
          "Nats-Expected-", "Nats-Rollup", "Nats-TTL", "Nats-Schedule", "Nats-Batch-", "Nats-Incr");

  private final Streams streams;
  private final Guard guard;
  private final SizeLimit limit;

  MemoryOutbox(Streams streams, Guard guard, SizeLimit limit) {
    this.streams = streams;
    this.guard = guard;
    this.limit = limit;
  }

  @Override
  public PublishReceipt publish(String subject, byte[] data, Headers headers) {
    SubjectRule.check("publish to", subject);
    headers.names().forEach(name -> checkHeader(subject, name));
    limit.check(subject, SizeLimit.bytes(headers), data.length);
    Headers arriving = WireHeaders.of("publish to " + subject + ": refused", headers);
    byte[] own = data.clone();
    return guard.locked(
        () -> {
          guard.checkOpen("publish to " + subject);
          return streams.taking(subject).store(subject, own, arriving);
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
    return limit;
  }

  private static void checkHeader(String subject, String name) {
    if (!Schedules.HEADERS.contains(name) && ORDERS.stream().anyMatch(name::startsWith)) {
      throw TransportException.lasting(
          "publish to "
              + subject
              + ": the memory transport cannot do what header "
              + name
              + " asks for; leave it out, or use a NATS server",
          null);
    }
  }
}
