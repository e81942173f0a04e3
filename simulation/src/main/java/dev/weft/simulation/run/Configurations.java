package dev.weft.simulation.run;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.load.UserClasses;
import dev.weft.simulation.scenario.Shape;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Reads each configuration once. Safe for use by many threads. */
final class Configurations {

  private final Map<String, WeftConfig> read = new ConcurrentHashMap<>();

  /** That of each replica. */
  List<WeftConfig> of(Shape shape, int replicas) {
    return IntStream.range(0, replicas).mapToObj(replica -> of(shape.text(replica))).toList();
  }

  private WeftConfig of(String text) {
    return read.computeIfAbsent(
        text,
        unread ->
            WeftConfig.read(
                ConfigFactory.parseString(unread),
                UserClasses.of(Configurations.class.getClassLoader(), new NoObjects())));
  }
}
