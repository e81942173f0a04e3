package dev.weft.config.nats;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.config.WeftConfig;
import dev.weft.testing.CapturedLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that a newer server may have goes to it, with a warning; a slip does not. */
class UnknownNatsKeysTest {

  @Test
  void aStrangeKeyGoesToTheServerAsItStands() {
    try (var log = CapturedLog.of(WeftConfig.class.getName(), Level.WARN)) {
      assertThat(
              handler("consumer { quantum = 5, weights { a = 1, b = null }, zones = [x, y] }")
                  .consumer()
                  .settings())
          .containsEntry("quantum", 5L)
          .containsEntry("weights", Map.of("a", 1L))
          .containsEntry("zones", List.of("x", "y"));

      assertThat(log.lines())
          .hasSize(3)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "application.conf",
                          "weft.handlers.charge.consumer.quantum = 5: not a setting of NATS that"
                              + " this version of Weft knows"));
    }
  }

  @Test
  void soItIsWithStreamsAndTheBlocksInThem() {
    assertThat(
            read(HANDLER
                    + "weft.streams.A { subjects = [a], shards = 3, placement { zone = east } }\n"
                    + "weft.leases.stream.shards = 2")
                .streams()
                .getFirst()
                .settings())
        .containsEntry("shards", 3L)
        .containsEntry("placement", Map.of("zone", "east"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ack_wiat = 5s", "filter = a", "ackwait = 5s"})
  void whatResemblesAKnownKeyIsASlip(String key) {
    assertThat(handlerProblems("consumer { " + key + " }"))
        .singleElement()
        .asString()
        .contains("unknown key; did you mean ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"some-thing = 5", "someThing = 5", "\"a.b\" = 5"})
  void whatNatsCannotHaveMeantIsNoKeyOfIts(String key) {
    assertThat(problemsBeside("weft.streams.A { subjects = [a], " + key + " }"))
        .singleElement()
        .asString()
        .endsWith("unknown key");
  }
}
