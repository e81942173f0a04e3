package dev.weft.testing;

import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes messages and reads streams in a test's own name, on a transport in memory. */
public final class InMemory {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private InMemory() {}

  /** What the consumer gives next, which has to come; not settled. */
  public static Delivery next(Transport memory, ConsumerSpec consumer) {
    try (Source source = memory.open(consumer, ReceiveMode.PULL)) {
      return source.next(1, PATIENCE).getFirst();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Has the consumer give one message so often, and hands it back each time, as if its process had
   * died; returns the last of these deliveries.
   */
  public static Delivery handBack(Transport memory, ConsumerSpec consumer, int times) {
    Delivery last = next(memory, consumer);
    last.settle(Outcome.Retry.HANDED_BACK);
    for (int i = 1; i < times; i++) {
      last = next(memory, consumer);
      last.settle(Outcome.Retry.HANDED_BACK);
    }
    return last;
  }

  /** All that a stream holds, in its order. */
  public static List<Delivery> all(Transport memory, String stream) {
    var reader = new ConsumerSpec(stream, "reader" + System.nanoTime(), Map.of());
    memory.create(reader);
    var all = new ArrayList<Delivery>();
    try (Source source = memory.open(reader, ReceiveMode.PULL)) {
      List<Delivery> some = source.next(1_000, Duration.ZERO);
      while (!some.isEmpty()) {
        all.addAll(some);
        some = source.next(1_000, Duration.ZERO);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return all;
  }
}
