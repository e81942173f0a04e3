package dev.weft.simulation.run;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.runtime.load.UserClasses;
import dev.weft.simulation.scenario.Shape;
import dev.weft.simulation.scenario.ShapeText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads each shape once. Safe for use by many threads. */
final class Configurations {

  private final Map<Integer, WeftConfig> read = new ConcurrentHashMap<>();

  WeftConfig of(Shape shape) {
    return read.computeIfAbsent(
        shape.index(),
        index ->
            WeftConfig.read(
                ConfigFactory.parseString(ShapeText.of(shape)),
                UserClasses.of(Configurations.class.getClassLoader(), new NoObjects())));
  }
}
