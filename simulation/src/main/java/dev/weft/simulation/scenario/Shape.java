package dev.weft.simulation.scenario;

import java.time.Duration;
import java.util.List;

/**
 * A configuration; few of them, so that each is read once for many runs.
 *
 * @param index which one
 * @param handlers one or two, on the same stream
 * @param drain {@code shutdown.drain}
 * @param interrupt {@code shutdown.interrupt}
 * @param longerThan {@code scheduled-retries.longer-than}
 */
public record Shape(
    int index,
    List<HandlerShape> handlers,
    Duration drain,
    Duration interrupt,
    Duration longerThan) {

  /** The stream that the handlers take from. */
  public static final String STREAM = "S";

  /** How the subjects begin that handlers emit to. */
  public static final String OUT = "out.";

  /** How many partitions subjects are spread over, whether a handler uses them or not. */
  public static final int PARTITIONS = 2;

  /** The handler of that name. */
  public HandlerShape handler(String name) {
    return handlers.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** The subject of a key's messages. */
  public static String subject(int key) {
    return "s." + key % PARTITIONS + ".k" + key;
  }

  /** The shape for a reader. */
  public String text() {
    return "shape " + index + ":\n" + ShapeText.of(this).indent(2).stripTrailing();
  }
}
