package dev.weft.config;

import static dev.weft.config.Reading.CLASSES;
import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.problems;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigurationProblemsTest {

  @Test
  void whatIsNotHandlersAndStreamsIsReadToo() {
    WeftConfig config =
        read(
            HANDLER
                + """
                weft.shutdown { drain = 1m, interrupt = 0s }
                weft.http { enabled = no, host = localhost, port = 0 }
                """);

    assertThat(config.shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ofMinutes(1), Duration.ZERO));
    assertThat(config.http()).isEqualTo(new HttpConfig(false, "localhost", 0));
    assertThat(read(HANDLER).shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ofSeconds(25), Duration.ofSeconds(5)));
    assertThat(read(HANDLER).http()).isEqualTo(new HttpConfig(true, "0.0.0.0", 8080));
  }

  @Test
  void everythingIsReportedAtOnceAndInTheOrderOfTheFile() {
    String hocon =
        """
        weft {
          transport = kafka
          htpp.port = 1
          handlers {
            charge {
              class = com.acme.Missing
              retry { attempts = 0, first_delay = 1s }
              ack_wait = 30s
            }
          }
          http { port = 70000 }
          streams.ORDERS { max_age = 30 }
        }
        """;

    assertThat(problems(hocon))
        .containsExactly(
            "application.conf: 2: weft.transport = kafka: expected one of nats, memory",
            "application.conf: 3: weft.htpp: unknown key; did you mean http?",
            "application.conf: 5: weft.handlers.charge.stream: missing; expected a name",
            "application.conf: 6: weft.handlers.charge.class = com.acme.Missing: no such class on"
                + " the class path",
            "application.conf: 7: weft.handlers.charge.retry.attempts = 0: expected at least 1",
            "application.conf: 7: weft.handlers.charge.retry.first_delay: unknown key; did you mean"
                + " first-delay?",
            "application.conf: 8: weft.handlers.charge.ack_wait: unknown key; did you mean"
                + " consumer.ack_wait?",
            "application.conf: 11: weft.http.port = 70000: expected at most 65535",
            "application.conf: 12: weft.streams.ORDERS.max_age = 30: expected a duration with a"
                + " unit, such as 500ms, 30s or 5m",
            "application.conf: 12: weft.streams.ORDERS.subjects: expected at least one subject, or"
                + " else mirror or sources");
  }

  @Test
  void theMessageHasALineForEachProblem() {
    assertThatThrownBy(() -> read(HANDLER + "weft.http { port = x, host = \"\" }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            the configuration has 2 problems:
              application.conf: 2: weft.http.host = "": expected a string that is not blank
              application.conf: 2: weft.http.port = x: expected a whole number""");
    assertThatThrownBy(() -> read(HANDLER + "weft.http.port = -1"))
        .hasMessage(
            """
            the configuration has a problem:
              application.conf: 2: weft.http.port = -1: expected at least 0""");
  }

  @Test
  void aValueOfSeveralLinesStaysOnOne() {
    assertThat(problemsBeside("weft.transport = \"\"\"a\nb\"\"\""))
        .containsExactly(
            // The library counts the line where the value ends.
            "application.conf: 2: weft.transport = a\\nb: expected one of nats, memory");
  }

  @Test
  void aProblemKeepsItsPartsApart() {
    assertThat(
            catchThrowableOfType(
                    ConfigurationException.class, () -> read(HANDLER + "weft.http.port = -1"))
                .problems())
        .containsExactly(
            new ConfigurationProblem(
                "application.conf: 2", "weft.http.port = -1", "expected at least 0"));
  }

  @Test
  void aBlockThatIsNoneIsOneProblem() {
    assertThat(problemsBeside("weft.http = 5\nweft.nats.tls = [a]\nweft.handlers.b = off"))
        .containsExactly(
            "application.conf: 1: weft.http = 5: expected a block: { … }",
            "application.conf: 2: weft.nats.tls = [a]: expected a block: { … }",
            "application.conf: 3: weft.handlers.b = off: expected a block: { … }");
    assertThat(problems("weft = 5"))
        .first()
        .isEqualTo("application.conf: 1: weft = 5: expected a block: { … }");
  }

  @Test
  void aKeyOneLevelOffIsSuggestedWhereItBelongs() {
    assertThat(problemsBeside("weft {\n  port = 1\n  nats.ca = a\n  streems {}\n  colour = red\n}"))
        .containsExactly(
            "application.conf: 2: weft.port: unknown key; did you mean http.port?",
            "application.conf: 3: weft.nats.ca: unknown key; did you mean tls.ca?",
            "application.conf: 4: weft.streems: unknown key; did you mean streams?",
            "application.conf: 5: weft.colour: unknown key");
  }

  @Test
  void nullTakesBackWhatWasSetAndARequiredValueIsThenMissing() {
    assertThat(problemsBeside("weft.http {\n  port = 1\n  port = null\n}"))
        .containsExactly("application.conf: 1: weft.http.port: missing; expected a whole number");
  }

  @Test
  void everyUnresolvedSubstitutionIsReportedTogetherWithTheRest() {
    String what = "no such key, system property or environment variable; set it, or write ";

    assertThat(
            problemsBeside(
                """
                weft.http.port = ${NO_SUCH_PORT}
                weft.nats.servers = "nats://"${no.such.host}":4222"
                weft.http.enabled = perhaps
                """))
        .containsExactly(
            "application.conf: 1: ${NO_SUCH_PORT}: " + what + "${?NO_SUCH_PORT} to do without",
            "application.conf: 2: ${no.such.host}: " + what + "${?no.such.host} to do without",
            "application.conf: 3: weft.http.enabled = perhaps: expected true or false");
  }

  @Test
  void aCircleOfSubstitutionsIsAProblemOfItsLine() {
    assertThat(problemsBeside("a = ${b}\nb = ${a}\nweft.http.port = ${a}"))
        .singleElement()
        .asString()
        .startsWith("application.conf: ")
        .contains("cycle");
  }

  @Test
  void substitutionsSeeTheConfigurationAndTheEnvironment() {
    assertThat(
            read(HANDLER + "base = 8\nweft.http.port = ${base}0\nweft.http.host = ${PATH}").http())
        .isEqualTo(new HttpConfig(true, System.getenv("PATH"), 80));
  }

  @Test
  void aResolvedConfigurationReadsTheSame() {
    assertThat(WeftConfig.read(Reading.parse(HANDLER).resolve(), CLASSES)).isEqualTo(read(HANDLER));
  }
}
