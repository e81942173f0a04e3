package dev.weft.runtime.wiring;

import dev.weft.Rate;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.clock.Time;
import dev.weft.engine.flow.RateLimit;
import dev.weft.engine.flow.Throttle;
import dev.weft.machine.Machine;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of a configuration, and what each handler has of them. */
public final class Throttles {

  private final Map<String, RateLimit> limits = new HashMap<>();
  private final Machine machine;
  private final Time time;

  /**
   * Limits that nobody has a share of yet.
   *
   * @param rates the limits' rates, by name
   */
  public Throttles(Machine machine, Map<String, Rate> rates, Time time) {
    this.machine = machine;
    this.time = time;
    rates.forEach((name, rate) -> limits.put(name, new RateLimit(machine, rate, time)));
  }

  /** What a handler is held to; asked once for each. */
  Throttle of(HandlerConfig handler) {
    return Throttle.of(
        machine, handler.flow().throttle().rate().orElse(null), share(handler), time);
  }

  private RateLimit.@Nullable Share share(HandlerConfig handler) {
    return handler
        .flow()
        .throttle()
        .limit()
        .map(limits::get)
        .map(limit -> limit.share(handler.flow().throttle().weight()))
        .orElse(null);
  }
}
