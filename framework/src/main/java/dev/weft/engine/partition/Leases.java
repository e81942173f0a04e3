package dev.weft.engine.partition;

import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.engine.SideStream;
import dev.weft.transport.ConsumerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stream beside each stream with partitions, {@code ORDERS_LEASES} beside {@code ORDERS}, that
 * keeps for each handler which replica owns which of them: one document, as the last message of a
 * subject.
 */
public final class Leases {

  /** No lease may be shorter: replicas stop taking 4 s before it ends, and beat each second. */
  public static final Duration SHORTEST = Duration.ofSeconds(6);

  private Leases() {}

  /**
   * How long one request about a lease may take, and twice that after two that failed: of what is
   * lost with a connection there are several more tries before the replica has to take no more.
   */
  static Duration limit(Duration lease) {
    return lease.dividedBy(12);
  }

  /** Where a handler's document is. */
  static String subject(ConsumerSpec handler) {
    return SideStream.LEASES.prefix(handler.stream()) + handler.name();
  }

  /**
   * {@code {"members":{"a":17},"leases":{"a":9000},"owners":["a",null]}}. The leases, in
   * milliseconds, stand beside the members, so that replicas of older versions read the rest.
   */
  static byte[] write(Assignment assignment) {
    var members = new LinkedHashMap<String, Long>();
    var leases = new LinkedHashMap<String, Long>();
    assignment
        .members()
        .forEach(
            (name, member) -> {
              members.put(name, member.beat());
              member.lease().ifPresent(lease -> leases.put(name, lease.toMillis()));
            });
    List<@Nullable String> owners = new ArrayList<>();
    assignment
        .owners()
        .forEach(owner -> owners.add(owner.equals(Assignment.NOBODY) ? null : owner));
    return Json.object()
        .with("members", members)
        .with("leases", leases)
        .with("owners", owners)
        .bytes();
  }

  /**
   * Reads a document.
   *
   * @throws TransportException a lasting one, if it is none, or one of another number of partitions
   */
  static Assignment read(String subject, byte[] data, int partitions) {
    Assignment read;
    try {
      Json document = Json.read(data);
      var members = new TreeMap<String, Assignment.Member>();
      Json leases = document.path("leases");
      document
          .path("members")
          .fields()
          .forEach(
              (name, beat) ->
                  members.put(
                      name, new Assignment.Member(beat.asLong(), lease(leases.path(name)))));
      var owners = new ArrayList<String>();
      document
          .path("owners")
          .forEach(owner -> owners.add(owner.isNull() ? Assignment.NOBODY : owner.asText()));
      read = new Assignment(members, owners);
    } catch (IOException | IllegalArgumentException e) {
      throw TransportException.lasting(
          subject + ": expected a document that says who owns which partition: " + e.getMessage(),
          e);
    }
    if (read.owners().size() != partitions) {
      throw TransportException.lasting(
          "partitions.count = %d, but %s says %d, and messages of one key may be in both; give the"
                  .formatted(partitions, subject, read.owners().size())
              + " handler another durable_name and other subjects, as docs/configuration.md says",
          null);
    }
    return read;
  }

  private static Optional<Duration> lease(Json millis) {
    return millis.isWholeNumber() && millis.asLong() > 0
        ? Optional.of(Duration.ofMillis(millis.asLong()))
        : Optional.empty();
  }
}
