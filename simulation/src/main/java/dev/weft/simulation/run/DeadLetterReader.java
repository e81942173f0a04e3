package dev.weft.simulation.run;

import dev.weft.simulation.invariant.Ending.Dead;
import dev.weft.simulation.scenario.Scenario;
import dev.weft.transport.Kept;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
    var data = new ByteArrayOutputStream();
    for (String sequence : sequences.split(",", -1)) {
      data.writeBytes(bySequence.getOrDefault(sequence, new byte[0]));
    }
    return data.toByteArray();
  }

  private int number(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8).strip();
    int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : UNKNOWN;
    boolean isWhole =
        scenario.post(number).map(post -> Arrays.equals(post.data(), data)).orElse(true);
    return isWhole ? number : UNKNOWN;
  }
}
