package dev.weft.simulation.server;

import dev.weft.TransportException;
import dev.weft.transport.Registers;
import dev.weft.transport.settings.SettingText;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Documents, read and replaced over one replica's connection. */
final class SimulatedRegisters implements Registers {

  private final Wire wire;
  private final SendLane lane;
  private final ApiCalls api;
  private final Duration limit;

  /** Registers whose replacements go the way of all publishes. */
  SimulatedRegisters(Wire wire, SendLane lane, ApiCalls api, Duration limit) {
    this.wire = wire;
    this.lane = lane;
    this.api = api;
    this.limit = limit;
  }

  @Override
  public Optional<Entry> read(String stream, String subject) {
    return api.ofStream(
        "read " + subject,
        stream,
        limit,
        () -> wire.server().direct().registers(limit).read(stream, subject));
  }

  @Override
  public OptionalLong replace(String subject, long revision, byte[] data) {
    wire.point();
    if (wire.isClosed()) {
      throw TransportException.lasting(
          "publish to " + subject + ": the connection is closed", null);
    }
    byte[] own = data.clone();
    var answer = new Answer<OptionalLong>(wire.machine());
    lane.ask(
        () -> "replacement of " + subject + " at revision " + revision,
        false,
        () -> wire.server().replace(wire.replica(), subject, revision, own),
        answer::hear);
    try {
      if (!answer.await(limit.toNanos())) {
        throw TransportException.passing(
            subject + ": no answer within " + SettingText.of(limit), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing(subject + ": interrupted before it was stored", e);
    }
    return answer.get();
  }
}
