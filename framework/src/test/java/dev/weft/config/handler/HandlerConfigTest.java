package dev.weft.config.handler;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problems;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.AckMode;
import dev.weft.BreakerPolicy;
import dev.weft.Rate;
import dev.weft.ReceiveMode;
import dev.weft.codec.JsonRules;
import dev.weft.codec.JsonRules.Missing;
import dev.weft.codec.JsonRules.Types;
import dev.weft.codec.JsonRules.Unknown;
import dev.weft.config.Reading;
import dev.weft.config.WeftConfig;
import dev.weft.config.classes.CodecConfig;
import dev.weft.engine.worker.Markers;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandlerConfigTest {

  private static final Map<String, String> OWNER = Map.of("weft-class", "com.acme.Charge");
  private static final HandlerClass CHARGE =
      new HandlerClass(
          "com.acme.Charge", new HandlerSettings("weft.handlers.charge.settings", Map.of()));

  @Test
  void aHandlerNeedsItsClassAndItsStreamOnly() {
    assertThat(handler(""))
        .isEqualTo(
            new HandlerConfig(
                "charge",
                new IntakeConfig(
                    new ConsumerSpec("ORDERS", "charge", Map.of("metadata", OWNER)),
                    ReceiveMode.PUSH,
                    1,
                    Markers.SKIP,
                    Optional.empty()),
                new FlowConfig(1, Optional.empty(), ThrottleConfig.NONE, BreakerPolicy.defaults()),
                new CallConfig(
                    CHARGE,
                    Optional.empty(),
                    new CodecConfig("auto", JsonRules.DEFAULT),
                    List.of(),
                    Duration.ofMinutes(5),
                    false),
                new SettlementConfig(
                    AckMode.AUTO,
                    false,
                    new RetryConfig(5, Duration.ofSeconds(1), 4, Duration.ofMinutes(5), List.of()),
                    true),
                new GiveUpConfig(OnExhausted.DEAD_LETTER, true)));
  }

  @Test
  void everyKeyOfAHandlerIsRead() {
    assertThat(
            handler(
                """
                mode = pull, concurrency = 200, ordering = key, key = "subject:2"
                ack = manual, ack-confirm = true, log-context = true, codec = com.acme.Avro, timeout = 90s
                dead-letters = false, scheduled-retries = false, on-exhausted = stop
                markers = hand-over
                middleware = [com.acme.Log, com.acme.Auth]
                retry {
                  attempts = 3, first-delay = 200ms, factor = 1.5, max-delay = 2s
                  not-retried = [com.acme.Fatal]
                }
                breaker {
                  enabled = false, window = 10s, min-outcomes = 5, failure-rate = 0.25, pause = 2m
                }
                consumer { durable_name = payments, ack_wait = 30s }
                partitions { count = 8, subject = "orders.{partition}.*", lease = 12s }
                rate = 2.5/min, limit = api, weight = 3
                }
                weft.limits.api { rate = 100/s
                """))
        .isEqualTo(
            new HandlerConfig(
                "charge",
                new IntakeConfig(
                    new ConsumerSpec(
                        "ORDERS",
                        "payments",
                        Map.of("ack_wait", 30_000_000_000L, "max_deliver", -1L, "metadata", OWNER)),
                    ReceiveMode.PULL,
                    1,
                    Markers.HAND_OVER,
                    Optional.of(
                        new PartitionsConfig(8, "orders.{partition}.*", Duration.ofSeconds(12)))),
                new FlowConfig(
                    200,
                    Optional.of("subject:2"),
                    new ThrottleConfig(
                        Optional.of(new Rate(2.5, Duration.ofMinutes(1))), Optional.of("api"), 3),
                    BreakerPolicy.builder()
                        .enabled(false)
                        .window(Duration.ofSeconds(10))
                        .minOutcomes(5)
                        .failureRate(0.25)
                        .pause(Duration.ofMinutes(2))
                        .build()),
                new CallConfig(
                    CHARGE,
                    Optional.empty(),
                    new CodecConfig("com.acme.Avro", JsonRules.DEFAULT),
                    List.of("com.acme.Log", "com.acme.Auth"),
                    Duration.ofSeconds(90),
                    true),
                new SettlementConfig(
                    AckMode.MANUAL,
                    true,
                    new RetryConfig(
                        3,
                        Duration.ofMillis(200),
                        1.5,
                        Duration.ofSeconds(2),
                        List.of("com.acme.Fatal")),
                    false),
                new GiveUpConfig(OnExhausted.STOP, false)));
  }

  @Test
  void theRulesForJsonMayStandWithTheHandlerAndInTheDefaults() {
    WeftConfig config =
        read(
            Reading.HANDLER
                + """
                weft.handler-defaults.json { types = lenient, missing = refuse }
                weft.handlers.charge.json { unknown = refuse, missing = default }
                """);

    assertThat(config.handlers().getFirst().call().codec().json())
        .isEqualTo(new JsonRules(Types.LENIENT, Missing.DEFAULT, Unknown.REFUSE));
  }

  @Test
  void rulesForJsonAreRefusedWhereNoneIsRead() {
    assertThat(Reading.handlerProblems("codec = bytes, json.types = lenient"))
        .containsExactly("json = {…}: goes with codec = json or auto, not with codec = bytes");
    assertThat(Reading.handlerProblems("json { types = exact, mising = refuse }"))
        .containsExactlyInAnyOrder(
            "json.types = exact: expected one of strict, lenient",
            "json.mising: unknown key; did you mean missing?");
  }

  @Test
  void defaultsOfTheUserLieUnderEveryHandler() {
    HandlerConfig charge =
        read("""
                weft.handler-defaults {
                  mode = pull
                  retry { attempts = 9, factor = 2 }
                  consumer { ack_wait = 1m, max_ack_pending = 10, metadata { team = a, tier = 1 } }
                }
                weft.handlers.charge {
                  class = com.acme.Charge, stream = ORDERS
                  retry.attempts = 2
                  consumer { ack_wait = 5s, metadata { team = b } }
                }
                """)
            .handlers()
            .getFirst();

    assertThat(charge.intake().mode()).isEqualTo(ReceiveMode.PULL);
    assertThat(charge.settlement().retry().attempts()).isEqualTo(2);
    assertThat(charge.settlement().retry().factor()).isEqualTo(2);
    assertThat(charge.consumer().settings())
        .isEqualTo(
            Map.of(
                "ack_wait", 5_000_000_000L,
                "max_ack_pending", 10L,
                "metadata", Map.of("team", "b", "tier", "1", "weft-class", "com.acme.Charge")));
  }

  @Test
  void handlersKeepTheOrderOfTheFile() {
    assertThat(
            read("""
                    weft.handlers.c { class = com.acme.C, stream = S }
                    weft.handlers.a { class = com.acme.A, stream = S }
                    weft.handlers.b { class = com.acme.B, stream = S }
                    """)
                .handlers())
        .extracting(HandlerConfig::name)
        .containsExactly("c", "a", "b");
  }

  @Test
  void aDisabledHandlerIsLeftOutAndItsClassesMayBeGone() {
    String off =
        "weft.handlers.off { enabled = false, class = com.acme.Missing, stream = S, mode = %s }";

    assertThat(read(HANDLER + off.formatted("pull")).handlers())
        .extracting(HandlerConfig::name)
        .containsExactly("charge");
    assertThat(problems(HANDLER + off.formatted("sideways")))
        .containsExactly(
            "application.conf: 2: weft.handlers.off.mode = sideways:"
                + " expected one of push, pull, reply");
  }

  @Test
  void withoutAnEnabledHandlerThereIsNothingToRun() {
    String hint =
        "weft.handlers: no handler is configured under weft.handlers; expected at least one that"
            + " is enabled (is the file that names them on the class path, or given by"
            + " -Dconfig.file?)";

    assertThat(problems("")).containsExactly(hint);
    assertThat(problems(HANDLER + "weft.handlers.charge.enabled = false"))
        .containsExactly("application.conf: 1: " + hint);
  }

  @Test
  void classAndStreamAreRequired() {
    assertThat(problems("weft {\n  handlers.charge {}\n}"))
        .containsExactly(
            "application.conf: 2: weft.handlers.charge.class: missing; expected the name of a"
                + " class",
            "application.conf: 2: weft.handlers.charge.stream: missing; expected a name");
  }

  @Test
  void everyClassIsChecked() {
    assertThat(
            handlerProblems(
                """
                class = com.acme.handlers.Missing
                codec = com.acme.codecs.Missing
                middleware = [
                  com.acme.Log,
                  com.acme.links.Missing]
                retry.not-retried = [com.acme.errors.Missing]
                """))
        .containsExactly(
            "class = com.acme.handlers.Missing: no such class on the class path",
            "codec = com.acme.codecs.Missing: no such class on the class path",
            "middleware = com.acme.links.Missing: no such class on the class path",
            "retry.not-retried = com.acme.errors.Missing: no such class on the class path");
  }

  @Test
  void aCodecWithoutADotIsOneOfOurs() {
    assertThat(handlerProblems("codec = jsno"))
        .containsExactly(
            "codec = jsno: expected json, string, bytes, protobuf, cloudevents, auto or the name of"
                + " a class");
  }

  @Test
  void wrongValuesOfARetryAreNamed() {
    assertThat(
            handlerProblems(
                """
                retry.attempts = 0
                retry.factor = 0.5
                retry.first-delay = 10
                retry.max-delay = -1s
                """))
        .containsExactly(
            "retry.attempts = 0: expected at least 1",
            "retry.factor = 0.5: expected at least 1",
            "retry.first-delay = 10: expected a duration with a unit, such as 500ms, 30s or 5m",
            "retry.max-delay = -1s: expected 0s or more");
  }

  @Test
  void numbersOfTheBreakerThatMakeNoSenseAreRefused() {
    assertThat(
            handlerProblems(
                """
                breaker.window = 0s
                breaker.min-outcomes = 0
                breaker.failure-rate = 0
                breaker.pause = 30
                """))
        .containsExactly(
            "breaker.window = 0s: expected more than 0s",
            "breaker.min-outcomes = 0: expected at least 1",
            "breaker.failure-rate = 0: expected more than 0, and 1 at most",
            "breaker.pause = 30: expected a duration with a unit, such as 500ms, 30s or 5m");
    assertThat(handlerProblems("breaker.failure-rate = 1.5"))
        .containsExactly("breaker.failure-rate = 1.5: expected more than 0, and 1 at most");
  }

  @Test
  void aFirstDelayOverTheLongestIsAContradiction() {
    String what = "expected first-delay to be no longer than max-delay";

    assertThat(handlerProblems("retry.first-delay = 10m"))
        .containsExactly("retry.first-delay = 10m: " + what);
    assertThat(handlerProblems("retry { first-delay = 10m, max-delay = 1m }"))
        .containsExactly("retry.max-delay = 1m: " + what);
  }

  @Test
  void whatIsWrongInTheDefaultsIsSaidOnceAndThere() {
    assertThat(
            problems(
                HANDLER
                    + """
                    weft.handlers.refund { class = com.acme.Refund, stream = ORDERS }
                    weft.handler-defaults.mode = sideways
                    weft.handler-defaults.class = com.acme.Charge
                    weft.handler-defaults.consumer.durable_name = one-for-all
                    """))
        .containsExactly(
            "application.conf: 3: weft.handler-defaults.mode = sideways: expected one of push,"
                + " pull, reply",
            "application.conf: 4: weft.handler-defaults.class: unknown key",
            "application.conf: 5: weft.handler-defaults.consumer.durable_name: unknown key");
  }
}
