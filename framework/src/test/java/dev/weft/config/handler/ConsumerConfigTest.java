package dev.weft.config.handler;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problems;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerConfigTest {

  @Test
  void settingsArePassedThroughAsInTheServersJson() {
    assertThat(
            handler(
                    """
                    consumer {
                      description = "charges cards"
                      deliver_policy = by_start_time
                      opt_start_time = "2026-01-31T12:00:00Z"
                      ack_policy = explicit
                      ack_wait = 1.5s
                      max_deliver = -1
                      filter_subjects = [orders.placed, "orders.paid.*"]
                      max_bytes = 2MiB
                      inactive_threshold = 30d
                      headers_only = false
                      metadata { team = payments }
                    }
                    """)
                .consumer()
                .settings())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("description", "charges cards"),
                Map.entry("deliver_policy", "by_start_time"),
                Map.entry("opt_start_time", "2026-01-31T12:00:00Z"),
                Map.entry("ack_policy", "explicit"),
                Map.entry("ack_wait", 1_500_000_000L),
                Map.entry("max_deliver", -1L),
                Map.entry("filter_subjects", List.of("orders.placed", "orders.paid.*")),
                Map.entry("max_bytes", 2_097_152L),
                Map.entry("inactive_threshold", 2_592_000_000_000_000L),
                Map.entry("headers_only", false),
                Map.entry(
                    "metadata", Map.of("team", "payments", "weft-class", "com.acme.Charge"))));
  }

  @Test
  void nameAndDurableNameAreOneName() {
    assertThat(handler("consumer { name = pay, durable_name = pay }").consumer().name())
        .isEqualTo("pay");
    assertThat(handler("consumer { name = pay }").consumer().name()).isEqualTo("pay");
    assertThat(handlerProblems("consumer { name = pay, durable_name = charge }"))
        .containsExactly("consumer.name = pay: expected the same as durable_name, charge");
  }

  @Test
  void aNameThatNatsForbidsIsNamed() {
    assertThat(handlerProblems("stream = orders.eu\nconsumer.durable_name = \"a b\""))
        .containsExactly(
            "stream = orders.eu: expected a name without blanks, '.', '*', '>', '/' or '\\', as"
                + " NATS asks for",
            "consumer.durable_name = a b: expected a name without blanks, '.', '*', '>', '/' or"
                + " '\\', as NATS asks for");
  }

  @Test
  void onlyExplicitAcknowledgementWillDo() {
    assertThat(handlerProblems("consumer.ack_policy = none"))
        .containsExactly(
            "consumer.ack_policy = none: expected explicit: Weft settles each message by itself");
  }

  @Test
  void whatTakesNothingAndWhatBeginsNowhereIsRefused() {
    assertThat(handlerProblems("consumer.filter_subject = \"\""))
        .singleElement()
        .asString()
        .contains("consumer.filter_subject", "leave the key out to take all that the stream has");
    assertThat(
            handlerProblems("consumer { deliver_policy = by_start_sequence, opt_start_seq = 0 }"))
        .containsExactly("consumer.opt_start_seq = 0: expected at least 1");
  }

  @Test
  void theServersPaceIsRefused() {
    assertThat(handler("consumer.replay_policy = instant").consumer().settings())
        .containsEntry("replay_policy", "instant");
    assertThat(handlerProblems("consumer.replay_policy = original"))
        .containsExactly(
            "consumer.replay_policy = original: expected instant: with original the server answers"
                + " no pull while it waits, which looks like a server that has stopped");
  }

  @Test
  void aConsumerThatTheServerDeletesDuringAPauseIsRefused() {
    String why =
        "the server deletes a consumer, and forgets what it has handled, when nothing asks it for"
            + " messages for so long, which this handler may not do (";

    assertThat(handler("timeout = 10s, consumer.inactive_threshold = 1m").consumer().settings())
        .containsEntry("inactive_threshold", 60_000_000_000L);
    assertThat(handlerProblems("consumer.inactive_threshold = 5m"))
        .containsExactly(
            "consumer.inactive_threshold = 5m: "
                + why
                + "timeout = 5m); expected more than 315s, or no inactive_threshold");
    assertThat(handlerProblems("timeout = 1s, consumer.inactive_threshold = 40s"))
        .containsExactly(
            "consumer.inactive_threshold = 40s: "
                + why
                + "breaker.pause = 30s); expected more than 45s, or no inactive_threshold");
    assertThat(handlerProblems("rate = 4/h, consumer.inactive_threshold = 10m"))
        .containsExactly(
            "consumer.inactive_threshold = 10m: "
                + why
                + "rate: one message in 15m); expected more than 915s, or no inactive_threshold");
    assertThat(handlerProblems("on-exhausted = stop, consumer.inactive_threshold = 30d"))
        .containsExactly(
            "consumer.inactive_threshold = 30d: "
                + why
                + "on-exhausted = stop); expected no inactive_threshold");
  }

  @Test
  void severalMessagesAreAskedForAtOnceByAPullLoopWithoutKeys() {
    assertThat(handler("mode = pull").intake().pullBatch()).isEqualTo(1);
    assertThat(handler("mode = pull, pull.batch = 500").intake().pullBatch()).isEqualTo(500);
    assertThat(handlerProblems("pull.batch = 500"))
        .containsExactly("pull = {…}: goes with mode = pull; set that, or leave it out");
    assertThat(
            handlerProblems("mode = pull, ordering = key, key = \"subject:1\", pull.batch = 500"))
        .containsExactly(
            "pull = {…}: does not go with ordering = key, which asks for what its mailboxes have room"
                + " for; leave it out");
    assertThat(handlerProblems("mode = pull, pull.batch = 0")).hasSize(1);
    assertThat(
            read("weft.handler-defaults.pull.batch = 500\n" + HANDLER)
                .handlers()
                .getFirst()
                .intake()
                .pullBatch())
        .as("of one that does not pull")
        .isEqualTo(1);
  }

  @Test
  void theProgramsNameAndTheClassMarkTheConsumer() {
    assertThat(
            read("weft.application = billing\n" + HANDLER)
                .handlers()
                .getFirst()
                .consumer()
                .settings())
        .containsEntry(
            "metadata", Map.of("weft-application", "billing", "weft-class", "com.acme.Charge"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deliver_subject = a",
        "deliver_group = a",
        "flow_control = true",
        "idle_heartbeat = 5s",
        "rate_limit_bps = 100"
      })
  void keysOfPushConsumersAreRefused(String key) {
    assertThat(handlerProblems("consumer { " + key + " }"))
        .containsExactly(
            "consumer."
                + key
                + ": not with Weft: it is for consumers that push, and Weft pulls; leave it out");
  }

  @Test
  void priorityGroupsAreRefused() {
    assertThat(handlerProblems("consumer.priority_policy = overflow"))
        .containsExactly(
            "consumer.priority_policy = overflow: not with Weft: its pulls name no priority group,"
                + " so that the server would refuse them; leave it out");
  }

  @Test
  void theServersBackOffIsRefused() {
    assertThat(handlerProblems("consumer.backoff = [1s, 5s]"))
        .containsExactly(
            "consumer.backoff = [1s, 5s]: not with Weft: it replaces ack_wait and is added to the"
                + " delay of each retry; set the handler's retry block");
  }

  @Test
  void theServerMustNotGiveUpBeforeWeftDoes() {
    assertThat(handler("consumer.max_deliver = 5").consumer().settings())
        .containsEntry("max_deliver", 5L);
    assertThat(handlerProblems("retry.attempts = 6\nconsumer.max_deliver = 5"))
        .containsExactly(
            "consumer.max_deliver = 5: lower than weft.handlers.charge.retry.attempts = 6, so that"
                + " the server would end messages before they had their attempts; expected -1, or"
                + " at least 20 above it, since what is handed back at a stop counts too");
  }

  @Test
  void oneFilterOrSeveralButNotBoth() {
    assertThat(handlerProblems("consumer { filter_subject = a, filter_subjects = [b, c] }"))
        .containsExactly("consumer.filter_subject = a: expected it or filter_subjects, not both");
  }

  @Test
  void valuesOfTheWrongKindAreNamed() {
    assertThat(
            handlerProblems(
                """
                consumer.ack_wait = 30
                consumer.deliver_policy = newest
                consumer.filter_subjects { a = b }
                consumer.headers_only = maybe
                consumer.max_ack_pending = 1.5
                consumer.max_bytes = lots
                consumer.metadata = 5
                consumer.opt_start_time = yesterday
                consumer.num_replicas = 7
                """))
        .containsExactly(
            "consumer.ack_wait = 30: expected a duration with a unit, such as 500ms, 30s or 5m",
            "consumer.deliver_policy = newest: expected one of all, last, new, by_start_sequence,"
                + " by_start_time, last_per_subject",
            "consumer.filter_subjects = {…}: expected a list",
            "consumer.headers_only = maybe: expected true or false",
            "consumer.max_ack_pending = 1.5: expected a whole number",
            "consumer.max_bytes = lots: expected a number of bytes, such as 1048576 or 1MiB",
            "consumer.metadata = 5: expected a block: { … }",
            "consumer.opt_start_time = yesterday: expected a time such as 2030-01-31T12:00:00Z",
            "consumer.num_replicas = 7: expected at most 5");
  }

  @Test
  void aNameThatIsNoConsumersNameNeedsADurableName() {
    String dotted = "weft.handlers.\"charge.eu\" { class = com.acme.Charge, stream = S";

    assertThat(problems(dotted + " }"))
        .containsExactly(
            "application.conf: 1: weft.handlers.\"charge.eu\": the handler's name is no name for a"
                + " consumer, since NATS allows no blanks, '.', '*', '>', '/' or '\\' in it; set"
                + " consumer.durable_name");
    assertThat(read(dotted + ", consumer.durable_name = eu }").handlers().getFirst().name())
        .isEqualTo("charge.eu");
  }

  @Test
  void twoHandlersOnOneConsumerAreAContradiction() {
    assertThat(
            problems(
                HANDLER
                    + """
                    weft.handlers.refund {
                      class = com.acme.Refund, stream = ORDERS
                      consumer.durable_name = charge
                    }
                    """))
        .containsExactly(
            "application.conf: 4: weft.handlers.refund.consumer.durable_name = charge: charge takes"
                + " from the same consumer charge of stream ORDERS; give each handler a"
                + " durable_name of its own");
  }
}
