package dev.weft.config.handler;

import dev.weft.Rate;
import java.util.Optional;

/**
 * How fast a handler's messages may begin.
 *
 * @param rate in this process; empty for as fast as they can
 * @param limit the name of the limit that the handler shares with others; empty for none
 * @param weight its share of that limit, relative to the others' weights
 */
public record ThrottleConfig(Optional<Rate> rate, Optional<String> limit, int weight) {

  static final ThrottleConfig NONE = new ThrottleConfig(Optional.empty(), Optional.empty(), 1);
}
