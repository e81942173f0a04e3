package dev.weft.simulation.server;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** What the server cannot do for now. Only threads of the run use it, one at a time. */
final class Outages {

  private final SimulatedServer server;
  private final Set<String> fullStreams = new HashSet<>();
  private final Set<String> streamsWithoutLeader = new HashSet<>();
  private final Set<String> consumersWithoutLeader = new HashSet<>();
  private long stalledUntil;

  Outages(SimulatedServer server) {
    this.server = server;
  }

  /** Nothing that is sent to the server is done for so long. */
  void stall(long nanos) {
    stalledUntil = Math.max(stalledUntil, server.nanos() + nanos);
  }

  boolean isStalled() {
    return stalledUntil > server.nanos();
  }

  /** Blocks while the server stands still. */
  void awaitStallsEnd() {
    while (isStalled()) {
      server.sleep(stalledUntil - server.nanos());
    }
  }

  Set<String> fullStreams() {
    return fullStreams;
  }

  Set<String> streamsWithoutLeader() {
    return streamsWithoutLeader;
  }

  Set<String> consumersWithoutLeader() {
    return consumersWithoutLeader;
  }

  /**
   * Refuses a publish that cannot be stored now.
   *
   * @param streams who takes a subject
   */
  void checkPublish(String subject, Function<String, Iterable<String>> streams) {
    if (fullStreams.isEmpty() && streamsWithoutLeader.isEmpty()) {
      return;
    }
    for (String stream : streams.apply(subject)) {
      if (streamsWithoutLeader.contains(stream)) {
        throw TransportException.withoutEffect(
            "publish to " + subject + ": 503 No Responders; does a stream take this subject?",
            null);
      }
      if (fullStreams.contains(stream)) {
        throw TransportException.lasting(
            "publish to " + subject + ": refused: maximum bytes exceeded", null);
      }
    }
  }

  /** Has a call about a stream go unanswered while nobody leads that. */
  void checkStream(String stream) {
    if (streamsWithoutLeader.contains(stream)) {
      throw new Answers.Unanswered(stream + " has no leader");
    }
  }

  /** Whether somebody leads a consumer. */
  boolean isLed(ConsumerSpec consumer) {
    return !consumersWithoutLeader.contains(SimulatedServer.name(consumer));
  }

  /** Has a call about a consumer go unanswered while nobody leads that. */
  void checkConsumer(ConsumerSpec consumer) {
    if (!isLed(consumer)) {
      throw new Answers.Unanswered(SimulatedServer.name(consumer) + " has no leader");
    }
  }
}
