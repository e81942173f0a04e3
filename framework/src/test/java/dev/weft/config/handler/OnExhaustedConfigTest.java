package dev.weft.config.handler;

import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What follows when a message is given up, and what that needs. */
class OnExhaustedConfigTest {

  @Test
  void whatFollowsWhenAMessageIsGivenUpGoesWithWhatItNeeds() {
    assertThat(handlerProblems("on-exhausted = park-key"))
        .containsExactly(
            "on-exhausted = park-key: expected ordering = key too; without it there is no key to"
                + " park");
    assertThat(
            handlerProblems(
                "on-exhausted = park-key, ordering = key, key = \"subject:2\", dead-letters = false"))
        .containsExactly(
            "on-exhausted = park-key: expected dead-letters = true too: what is parked is kept as"
                + " dead letters");
    assertThat(handlerProblems("on-exhausted = stop, consumer.max_deliver = 100"))
        .containsExactly(
            "consumer.max_deliver = 100: with on-exhausted = park-key or stop expected -1, or"
                + " nothing: the handler would go on past what the server ends");
    assertThat(handlerProblems("on-exhausted = park"))
        .containsExactly("on-exhausted = park: expected one of dead-letter, park-key, stop");
    assertThat(
            handler("on-exhausted = park-key, ordering = key, key = \"subject:2\"")
                .giveUp()
                .onExhausted())
        .isEqualTo(OnExhausted.PARK_KEY);
    assertThat(handler("on-exhausted = stop, dead-letters = false").consumer().settings())
        .containsEntry("max_deliver", -1L);
  }

  @Test
  void itMayStandInTheDefaultsWithoutWhatItNeeds() {
    assertThat(
            read("""
                    weft.handler-defaults.on-exhausted = park-key
                    weft.handlers.charge {
                      class = com.acme.Charge, stream = ORDERS, ordering = key, key = "subject:2"
                    }
                    """)
                .handlers()
                .getFirst()
                .giveUp()
                .onExhausted())
        .isEqualTo(OnExhausted.PARK_KEY);
  }
}
