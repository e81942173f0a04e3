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

  /** Who publishes beside the handlers, as the end of a subject. */
  public static final String PUBLISHER = "publisher";

  /** How many partitions subjects are spread over, whether a handler uses them or not. */
  public static final int PARTITIONS = 2;

  private static final Duration LONG_WAIT = Duration.ofSeconds(10);

  /** The handler of that name. */
  public HandlerShape handler(String name) {
    return handlers.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** How many messages the stream keeps of a subject, the newest; 0 for all. */
  public int mostPerSubject() {
    return index % 16 == 3 ? 2 : 0;
  }

  /** Whether something is published beside the handlers. */
  public boolean hasPublisher() {
    return index % 4 == 1;
  }

  /** Whether what observes the handlers throws. */
  public boolean hasHostileObserver() {
    return index % 8 == 7;
  }

  /** Emits something, and has its message wait for a retry that is scheduled if any is. */
  public Act probe() {
    Duration delay = hasLongRetries() ? longerThan.plusMillis(500) : Duration.ofMillis(500);
    return new Act(Act.Kind.RETRY, Duration.ZERO, 1, delay);
  }

  /** Whether a retry may be scheduled without keeping the run waiting for long. */
  boolean hasLongRetries() {
    return longerThan.compareTo(LONG_WAIT) < 0;
  }

  /** The subject of a key's messages. */
  public static String subject(int key) {
    return "s." + key % PARTITIONS + ".k" + key;
  }

  /** How long a replica may be silent: 6 s, 9 s, or as it is in the middle of a rollout. */
  public Duration lease(int replica) {
    boolean isShort =
        switch (index % 3) {
          case 0 -> true;
          case 1 -> false;
          default -> replica % 2 == 0;
        };
    return Duration.ofSeconds(isShort ? 6 : 9);
  }

  /** The configuration of that replica, as Weft reads it. */
  public String text(int replica) {
    return ShapeText.of(this, replica);
  }

  /** The shape for a reader, as the first replica has it. */
  public String text() {
    String beside = hasPublisher() ? ", with a publisher" : "";
    return "shape %d%s:\n".formatted(index, beside) + text(0).indent(2).stripTrailing();
  }
}
