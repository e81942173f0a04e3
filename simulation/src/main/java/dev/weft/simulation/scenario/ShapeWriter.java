package dev.weft.simulation.scenario;

import dev.weft.simulation.scenario.HandlerShape.Delivering;
import dev.weft.simulation.scenario.HandlerShape.Dispatching;
import dev.weft.simulation.scenario.HandlerShape.Exhausted;
import dev.weft.simulation.scenario.HandlerShape.Limiting;
import dev.weft.simulation.scenario.HandlerShape.Order;
import dev.weft.simulation.scenario.HandlerShape.Retrying;
import java.time.Duration;
import java.util.List;

/** Makes the configurations that scenarios choose from. */
public final class ShapeWriter {

  /** How many configurations there are: each is read once, which takes longer than a run. */
  public static final int SHAPES = 192;

  private static final int RATE = 20;
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(5);

  private final Choices chance;
  private final int index;

  private ShapeWriter(int index) {
    this.chance = new Choices(0x5eedL + index);
    this.index = index;
  }

  /** The configuration of that number, always the same. */
  public static Shape shape(int index) {
    return new ShapeWriter(index).write();
  }

  private Shape write() {
    boolean two = chance.percent(15);
    int shared = two && chance.percent(30) ? RATE : 0;
    HandlerShape first = handler("a", shared);
    return new Shape(
        index,
        two ? List.of(first, handler("b", shared)) : List.of(first),
        Duration.ofSeconds(chance.of(1, 3, 10)),
        Duration.ofSeconds(chance.of(1, 2)),
        Duration.ofSeconds(chance.of(1, 1, 3, 30)));
  }

  private HandlerShape handler(String name, int shared) {
    Dispatching dispatching = dispatching();
    return new HandlerShape(
        name,
        dispatching,
        delivering(dispatching),
        retrying(dispatching),
        new Limiting(
            chance.percent(60) ? Duration.ofSeconds(chance.of(1, 3, 8)) : LONG_TIMEOUT,
            chance.percent(10) ? RATE : 0,
            shared,
            chance.percent(15),
            chance.percent(20)));
  }

  private Dispatching dispatching() {
    Duration none = Duration.ZERO;
    return switch (chance.between(0, 9)) {
      case 0, 1 -> new Dispatching(Order.NONE, 1, 0, none);
      case 2, 3 -> new Dispatching(Order.NONE, chance.between(2, 4), 0, none);
      case 4, 5 -> new Dispatching(Order.KEY, chance.between(1, 4), 0, none);
      case 6, 7 -> new Dispatching(Order.PARTITIONS, chance.between(1, 3), 0, none);
      default ->
          new Dispatching(
              Order.NONE, chance.of(1, 1, 2), chance.between(2, 5), chance.millis(0, 500));
    };
  }

  private Delivering delivering(Dispatching dispatching) {
    boolean ordered = dispatching.order() != Order.NONE;
    int pullBatch = chance.percent(40) ? ordered ? 1 : chance.of(1, 4) : 0;
    return new Delivering(
        pullBatch,
        chance.percent(15),
        chance.percent(10),
        Duration.ofSeconds(chance.of(2, 5, 15)),
        chance.percent(15) ? chance.between(2, 6) : 1000);
  }

  private Retrying retrying(Dispatching dispatching) {
    boolean ordered = dispatching.order() != Order.NONE;
    Exhausted exhausted =
        ordered && chance.percent(25)
            ? Exhausted.PARK_KEY
            : chance.percent(8) ? Exhausted.STOP : Exhausted.DEAD_LETTER;
    Duration first = Duration.ofMillis(chance.of(0, 100, 1000, 4000));
    return new Retrying(
        chance.of(1, 2, 3, 3, 5),
        first,
        first.plusSeconds(chance.of(0, 2, 10)),
        chance.percent(80),
        exhausted);
  }
}
