package dev.weft.config.handler;

import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Rate;
import dev.weft.config.WeftConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rates, limits and shares of them. */
class RateConfigTest {

  private static final String EXPECTED = ": expected a rate such as 100/s, 2.5/min or 10/h";

  @ParameterizedTest
  @CsvSource({
    "100/s, 100, PT1S",
    "0.5/s, 0.5, PT1S",
    "2.5/min, 2.5, PT1M",
    "10/h, 10, PT1H",
    "1000000/s, 1000000, PT1S",
    "'\" 7 / min \"', 7, PT1M",
  })
  void aRateIsReadInEveryUnit(String text, double messages, Duration per) {
    assertThat(handler("rate = " + text).flow().throttle().rate())
        .contains(new Rate(messages, per));
  }

  @ParameterizedTest
  @CsvSource({
    "100", "100/sec", "100/d", "/s", "ten/s", "-1/s", "1e3/s", "1./s", "100/s/s",
  })
  void whatIsNoRateIsAnError(String text) {
    assertThat(handlerProblems("rate = \"" + text + "\""))
        .containsExactly("rate = " + text + EXPECTED);
  }

  @Test
  void aRateOfNothingAndOneBeyondAllBoundsAreErrors() {
    assertThat(handlerProblems("rate = 0.0/s"))
        .containsExactly("rate = 0.0/s: expected more than 0; leave it out for none");
    assertThat(handlerProblems("rate = 1000001/s"))
        .containsExactly("rate = 1000001/s: expected at most 1000000/s; leave it out for none");
    assertThat(handlerProblems("rate = 0.001/h"))
        .containsExactly("rate = 0.001/h: expected at least one message in 30 days");
  }

  @Test
  void aLimitHasAName() {
    WeftConfig config =
        read(
            """
            weft.limits { api { rate = 100/s }, mail { rate = 2/min } }
            weft.handler-defaults.limit = mail
            weft.handlers.charge { class = com.acme.Charge, stream = S, limit = api, weight = 3 }
            weft.handlers.thank { class = com.acme.Thank, stream = S }
            """);

    assertThat(config.limits())
        .isEqualTo(
            Map.of(
                "api", new Rate(100, Duration.ofSeconds(1)),
                "mail", new Rate(2, Duration.ofMinutes(1))));
    assertThat(config.handlers())
        .extracting(
            handler ->
                handler.flow().throttle().limit().orElse("")
                    + " "
                    + handler.flow().throttle().weight())
        .containsExactly("api 3", "mail 1");
  }

  @Test
  void aLimitThatIsNotThereIsAnError() {
    assertThat(handlerProblems("limit = api"))
        .containsExactly(
            "limit = api: no such limit; expected it under weft.limits, which has none");
    assertThat(handlerProblems("limit = api\n}\nweft.limits { mail.rate = 1/s, sms.rate = 1/s"))
        .containsExactly("limit = api: no such limit; expected one of weft.limits: mail, sms");
  }

  @Test
  void aWeightWithoutALimitIsAnError() {
    assertThat(handlerProblems("weight = 3"))
        .containsExactly("weight = 3: expected a limit too: it is the share of one");
    assertThat(handlerProblems("weight = 0, limit = api\n}\nweft.limits.api { rate = 1/s"))
        .containsExactly("weight = 0: expected at least 1");
  }

  @Test
  void aLimitNeedsItsRateAndNothingElse() {
    assertThat(problemsBeside("weft.limits.api { burst = 3 }"))
        .containsExactly(
            "application.conf: 1: weft.limits.api.burst: unknown key",
            "application.conf: 1: weft.limits.api.rate: missing;"
                + " expected a rate such as 100/s, 2.5/min or 10/h");
    assertThat(problemsBeside("weft.limits.api = 100/s"))
        .containsExactly("application.conf: 1: weft.limits.api = 100/s: expected a block: { … }");
  }

  @Test
  void aResponderHasNone() {
    assertThat(
            problemsBeside(
                "weft.handlers.r { class = com.acme.R, mode = reply, subject = r, rate = 1/s }"))
        .singleElement()
        .asString()
        .startsWith("application.conf: 1: weft.handlers.r.rate = 1/s: expected none");
  }
}
