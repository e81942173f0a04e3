package dev.weft.simulation.run;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.load.UserClasses;
import dev.weft.simulation.scenario.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Reads each configuration once. Safe for use by many threads. */
final class Configurations {

  /** Replicas of one shape differ by their leases alone. */
  private record Which(int shape, Duration lease) {}

  private final Map<Which, WeftConfig> read = new ConcurrentHashMap<>();

  /** That of each replica. */
  List<WeftConfig> of(Shape shape, int replicas) {
    return IntStream.range(0, replicas).mapToObj(replica -> one(shape, replica)).toList();
  }

  private WeftConfig one(Shape shape, int replica) {
    return read.computeIfAbsent(
        new Which(shape.index(), shape.lease(replica)),
        unread ->
            WeftConfig.read(
                ConfigFactory.parseString(shape.text(replica)),
                UserClasses.of(Configurations.class.getClassLoader(), new NoObjects())));
  }
}
