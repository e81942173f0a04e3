package dev.weft.simulation.run;

import dev.weft.simulation.invariant.Ending.Dead;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.simulation.server.GroundTruth;
import dev.weft.transport.Kept;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a stream of dead letters, the oldest first; what is in parts is put together. */
final class DeadLetterReader {

  /** What is not as it was published is no message of the run. */
  private static final int UNKNOWN = 0;

  private final Scenario scenario;
  private final Map<String, byte[]> bySequence = new HashMap<>();
  private final List<Dead> dead = new ArrayList<>();

  DeadLetterReader(Scenario scenario) {
    this.scenario = scenario;
  }

  /** The dead letters so far. */
  List<Dead> dead() {
    return List.copyOf(dead);
  }

  /** The next message of the stream. */
  void read(Kept kept) {
    String sequence = String.valueOf(kept.sequence());
    bySequence.put(sequence, kept.data());
    if (kept.headers().first("Weft-Part-Of").isEmpty()) {
      byte[] data = whole(kept.headers().first("Weft-Data-In").orElse(sequence));
      dead.add(
          new Dead(
              kept.headers().first("Weft-Dead-Handler").orElse("?"),
              number(data),
              kept.headers().first("Weft-Dead-Reason").orElse("?")));
    }
  }

  private byte[] whole(String sequences) {
    if (sequences.indexOf(',') < 0) {
      return part(sequences);
    }
    var data = new ByteArrayOutputStream();
    for (String sequence : sequences.split(",", -1)) {
      data.writeBytes(part(sequence));
    }
    return data.toByteArray();
  }

  private byte[] part(String sequence) {
    return bySequence.getOrDefault(sequence, new byte[0]);
  }

  private int number(byte[] data) {
    int number = Math.max(UNKNOWN, GroundTruth.number(data));
    boolean isWhole =
        scenario
            .post(number)
            .map(post -> Arrays.equals(post.data(), data))
            .orElse(data.length == String.valueOf(number).length());
    return isWhole ? number : UNKNOWN;
  }
}
