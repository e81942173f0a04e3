package dev.weft.config.handler;

import static dev.weft.config.Reading.problems;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.codec.JsonRules;
import dev.weft.config.Reading;
import dev.weft.config.WeftConfig;
import dev.weft.config.classes.CodecConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers with {@code mode = reply}. */
class ResponderConfigTest {

  private static final String PRICES =
      "weft.handlers.prices { class = com.acme.Prices, mode = reply, subject = prices.get }\n";

  private static ResponderConfig prices(String keys) {
    return read(PRICES + "weft.handlers.prices {\n" + keys + "\n}").responders().getFirst();
  }

  private static List<String> pricesProblems(String keys) {
    return problems(PRICES + "weft.handlers.prices {\n" + keys + "\n}");
  }

  @Test
  void aResponderNeedsItsClassAndItsSubjectOnly() {
    WeftConfig config = read(PRICES);

    assertThat(config.handlers()).isEmpty();
    assertThat(config.responders())
        .containsExactly(
            new ResponderConfig(
                "prices",
                code(Map.of()),
                new ResponderConfig.Listening("prices.get", Optional.of("prices")),
                100,
                Duration.ofSeconds(30),
                new CodecConfig("auto", JsonRules.DEFAULT)));
  }

  @Test
  void everyKeyOfAResponderIsRead() {
    assertThat(
            prices(
                """
                subject = "prices.*.>", queue-group = all, concurrency = 7, timeout = 2s
                codec = com.acme.Avro, settings { market = xetra }
                """))
        .isEqualTo(
            new ResponderConfig(
                "prices",
                code(Map.of("market", "xetra")),
                new ResponderConfig.Listening("prices.*.>", Optional.of("all")),
                7,
                Duration.ofSeconds(2),
                new CodecConfig("com.acme.Avro", JsonRules.DEFAULT)));
  }

  @Test
  void anEmptyQueueGroupIsNone() {
    assertThat(prices("queue-group = \"\"").listening().queueGroup()).isEmpty();
  }

  @Test
  void ofTheDefaultsOnlyTheCodecIsTaken() {
    ResponderConfig prices =
        read(PRICES
                + """
                    weft.handler-defaults {
                      codec = string, timeout = 9m, ack = manual, dead-letters = false
                      retry.attempts = 2, consumer.ack_wait = 5s
                    }
                    """)
            .responders()
            .getFirst();

    assertThat(prices.codec().name()).isEqualTo("string");
    assertThat(prices.timeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stream = ORDERS",
        "consumer { ack_wait = 5s }",
        "ack = manual",
        "ack-confirm = true",
        "log-context = true",
        "retry { attempts = 3 }",
        "breaker { enabled = false }",
        "dead-letters = true",
        "middleware = [com.acme.Log]"
      })
  void whatIsForStreamsIsAnErrorWithTheResponder(String keys) {
    assertThat(pricesProblems(keys))
        .singleElement()
        .asString()
        .startsWith("application.conf: 3: weft.handlers.prices." + keys.split(" ", -1)[0] + " = ")
        .contains("expected none with mode = reply");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    assertThat(
            pricesProblems(
                """
                class = com.acme.Missing
                subject = "prices..get"
                queue-group = "a b"
                concurrency = 0
                timeout = 0s
                subjct = x
                """))
        .containsExactly(
            "application.conf: 3: weft.handlers.prices.class = com.acme.Missing: no such class on"
                + " the class path",
            "application.conf: 4: weft.handlers.prices.subject = prices..get: expected a subject"
                + " such as prices.get, prices.* or prices.>",
            "application.conf: 5: weft.handlers.prices.queue-group = a b: expected a name without"
                + " blanks, or \"\" for none",
            "application.conf: 6: weft.handlers.prices.concurrency = 0: expected at least 1",
            "application.conf: 7: weft.handlers.prices.timeout = 0s: expected more than 0s",
            "application.conf: 8: weft.handlers.prices.subjct: unknown key; did you mean subject?");
  }

  @Test
  void aSubjectIsRequired() {
    assertThat(problems("weft.handlers.prices { class = com.acme.Prices, mode = reply }"))
        .containsExactly(
            "application.conf: 1: weft.handlers.prices.subject: missing; expected a subject such as"
                + " prices.get");
  }

  @Test
  void twoRespondersOfOneGroupAndSubjectAreAnError() {
    String other =
        "weft.handlers.other { class = com.acme.Prices, mode = reply, subject = prices.get,"
            + " queue-group = prices }";

    assertThat(problems(PRICES + other))
        .singleElement()
        .asString()
        .contains("weft.handlers.other.queue-group = prices: prices answers the same subject");
  }

  @Test
  void replyStandsInAHandlersOwnBlockOnly() {
    assertThat(problems(Reading.HANDLER + "weft.handler-defaults.mode = reply"))
        .containsExactly(
            "application.conf: 2: weft.handler-defaults.mode = reply: expected push or pull; reply"
                + " stands in a handler's own block");
  }

  @Test
  void aSubjectWithoutTheModeIsToldWhatItGoesWith() {
    assertThat(Reading.handlerProblems("subject = prices.get"))
        .containsExactly(
            "subject = prices.get: goes with mode = reply; a handler has its stream and its"
                + " consumer");
  }

  @Test
  void aDisabledResponderIsLeftOutAndItsClassMayBeGone() {
    assertThat(
            read(Reading.HANDLER
                    + PRICES
                    + "weft.handlers.prices { enabled = false, class = com.acme.Missing }")
                .responders())
        .isEmpty();
  }

  private static HandlerClass code(Map<String, Object> settings) {
    return new HandlerClass(
        "com.acme.Prices", new HandlerSettings("weft.handlers.prices.settings", settings));
  }
}
