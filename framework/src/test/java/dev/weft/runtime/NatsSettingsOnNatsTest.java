package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ConfigurationException;
import dev.weft.TransportException;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.testing.CapturedLog;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ReplayPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Weft cannot work with is refused at the start, and what should be known is said, by the
 * server's word; {@code check} says the same.
 */
class NatsSettingsOnNatsTest extends HandlersOnNats {

  @BeforeEach
  void createStream() throws Exception {
    management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
  }

  @Test
  void aConsumerWithABackOffOfItsOwnIsSaidWithTheNumbers() throws Exception {
    existing(
        consumer().backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1)));

    assertWarned(
        "consumer ORDERS/test has backoff = [1s, 5s, 1m], which stands in place of its ack_wait,"
            + " and from the second retry on is added to it: from attempt 4 on a retry comes 59s"
            + " later than Weft says. Create the consumer without, and set the handler's retry"
            + " block");
  }

  @Test
  void aConsumerThatReplaysInTheOriginalPaceIsRefused() throws Exception {
    existing(consumer().replayPolicy(ReplayPolicy.Original));

    assertRefused(
        "consumer ORDERS/test: replay_policy = original: while the server waits between two"
            + " messages it answers no pull, which looks like a server that has stopped; create the"
            + " consumer with replay_policy = instant");
  }

  @Test
  void aConsumerThatIsDeletedDuringAPauseIsRefused() throws Exception {
    existing(consumer().inactiveThreshold(Duration.ofSeconds(20)));

    assertRefused(
        "consumer ORDERS/test: inactive_threshold = 20s: the server deletes a consumer, and forgets"
            + " what it has handled, when nothing asks it for messages for so long, which this"
            + " handler may not do (timeout = 5m); expected more than 315s, or no"
            + " inactive_threshold");
  }

  @Test
  void aConsumerWithPriorityGroupsIsRefused() throws Exception {
    existing(
        consumer().priorityGroups("a").priorityPolicy(io.nats.client.api.PriorityPolicy.Overflow));

    assertRefused(
        "consumer ORDERS/test: priority_groups = [a]: Weft's pulls name no group, so that the"
            + " server refuses them; create the consumer without");
  }

  @Test
  void aFilterThatMatchesNothingOfTheStreamIsRefused() throws Exception {
    assertRefused(
        "consumer ORDERS/test: filter_subject = order.new: the stream takes orders.>, none of which"
            + " it matches, so that nothing would ever come; mend the filter, or add the subject to"
            + " the stream",
        "weft.handlers.test.consumer.filter_subject = order.new");
    assertThat(management.getStreamNames()).containsExactly("ORDERS");
    assertThat(management.getConsumerNames("ORDERS")).isEmpty();

    existing(consumer().filterSubject("order.new"));
    assertRefused(
        "consumer ORDERS/test: filter_subject = order.new: the stream takes orders.>, none of which"
            + " it matches, so that nothing would ever come; mend the filter, or add the subject to"
            + " the stream");
  }

  @Test
  void aStreamThatIsToBeCreatedIsLookedAtAsItIsConfigured() throws Exception {
    assertRefused(
        "consumer BILLS/test: filter_subject = orders.new: the stream takes bills.>, none of which"
            + " it matches, so that nothing would ever come; mend the filter, or add the subject to"
            + " the stream",
        "weft.streams.BILLS.subjects = [\"bills.>\"]",
        "weft.handlers.test { stream = BILLS, consumer.filter_subject = orders.new }");
    assertThat(management.getStreamNames()).containsExactly("ORDERS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams.NEW.subjects = [orders.new]",
        "streams.NEW.subjects = [\"orders.*\"]",
        "handlers.test.consumer.num_replicas = 3",
        "streams.NEW { subjects = [new.>], consumer_limits.max_ack_pending = 5 },"
            + " handlers.test { stream = NEW, consumer.max_ack_pending = 6 }",
        "streams.NEW { subjects = [new.>], consumer_limits.inactive_threshold = 10m },"
            + " handlers.test { stream = NEW, consumer.inactive_threshold = 1h }",
        "streams.NEW { subjects = [new.>], retention = workqueue },"
            + " handlers.test { stream = NEW, consumer.deliver_policy = new }",
        "streams.NEW { subjects = [new.>], retention = workqueue },"
            + " handlers.test.stream = NEW, handlers.other = ${weft.handlers.test}",
      })
  void whatTheServerWouldRefuseIsRefusedBeforeAnythingIsCreated(String setting) throws Exception {
    String more = "weft { streams.FIRST.subjects = [first.>], " + setting + " }";

    assertThatThrownBy(() -> start(more).stop())
        .isInstanceOf(TransportException.class)
        .matches(failure -> ((TransportException) failure).isLasting());
    assertThat(WorkerRuntime.check(config(more))).hasSize(1);
    assertThat(management.getStreamNames()).containsExactly("ORDERS");
    assertThat(management.getConsumerNames("ORDERS")).isEmpty();
  }

  @Test
  void aConsumerWithoutDataIsRefusedByTheCheckAsByTheStart() throws Exception {
    existing(consumer().headersOnly(true));
    String json = "weft.handlers.test.codec = json";

    assertThatThrownBy(() -> start(json).stop())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("its consumer has headers_only = true");
    assertThat(WorkerRuntime.check(config(json)))
        .singleElement()
        .asString()
        .contains("its consumer has headers_only = true");
  }

  @Test
  void allThatSpeaksAgainstTheStartIsSaidAtOnce() throws Exception {
    existing(
        consumer().replayPolicy(ReplayPolicy.Original).inactiveThreshold(Duration.ofSeconds(1)));

    assertThatThrownBy(() -> start().stop())
        .isInstanceOf(TransportException.class)
        .hasMessageStartingWith("there are 2 problems:\n  consumer ORDERS/test: ");
    assertThat(WorkerRuntime.check(config())).hasSize(2);
  }

  @Test
  void aLimitThatTheStreamGivesItsConsumersIsNoticedOnceTheConsumerIsThere() throws Exception {
    management.addStream(
        StreamConfiguration.builder()
            .name("SHORT")
            .subjects("short.>")
            .consumerLimits(
                io.nats.client.api.ConsumerLimits.builder()
                    .inactiveThreshold(Duration.ofSeconds(5))
                    .build())
            .build());

    assertThatThrownBy(() -> start("weft.handlers.test.stream = SHORT").stop())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("consumer SHORT/test: inactive_threshold = 5s: ");
  }

  @Test
  void aConsumerThatIsPausedIsSaid() throws Exception {
    existing(consumer().pauseUntil(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1)));

    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("WARN consumer ORDERS/test is paused on the server until ");
    existing(consumer().pauseUntil(ZonedDateTime.now(ZoneOffset.UTC).minusHours(1)));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aConsumerThatTakesFewPullsIsSaid() throws Exception {
    existing(consumer().maxPullWaiting(1));

    assertWarned(
        "consumer ORDERS/test has max_waiting = 1, for the open pulls of all replicas together: the"
            + " server refuses what is more, and messages wait. Expected at least 2 for each"
            + " replica");
  }

  @Test
  void aConsumerWithLimitsForPullsIsServedWithinThem() throws Exception {
    existing(
        consumer()
            .maxBatch(2)
            .maxExpires(Duration.ofSeconds(1))
            .maxBytes(4096)
            .maxPullWaiting(512));
    try (WorkerRuntime weft = start("weft.handlers.test.concurrency = 10")) {
      for (int i = 0; i < 20; i++) {
        connection.jetStream().publish("orders.new", RetriesOnNats.json("" + i));
      }

      await().until(() -> TestHandlers.SEEN.size() == 20);
      assertThat(weft.problems()).isEmpty();
    }
  }

  @Test
  void twoProgramsOnOneConsumerAreToldApart() throws Exception {
    start("weft.application = billing").stop();
    String other =
        "weft.application = shop\nweft.handlers.test.class = \"%s\""
            .formatted(Configs.name(TestHandlers.Failing.class));

    assertThat(warnings("weft.application = billing")).isEmpty();
    assertThat(
            warnings(
                "weft.application = billing\nweft.handlers.test.class = \"%s\""
                    .formatted(Configs.name(TestHandlers.Failing.class))))
        .as("a new version with another class")
        .isEmpty();
    assertWarned(
        "consumer ORDERS/test was created for %s of application billing, and handler test here is %s of application shop. If these are two programs, each gets only some of the messages: give one of them a durable_name of its own. If they are one, change the consumer's metadata weft-class and weft-application (nats consumer edit --metadata)"
            .formatted(
                Configs.name(TestHandlers.Noting.class), Configs.name(TestHandlers.Failing.class)),
        other);
  }

  @Test
  void withoutANameTheClassTellsThemApart() throws Exception {
    start().stop();

    assertThat(warnings()).isEmpty();
    assertThat(
            warnings(
                "weft.handlers.test.class = \"%s\""
                    .formatted(Configs.name(TestHandlers.Failing.class))))
        .singleElement()
        .asString()
        .contains(
            Configs.name(TestHandlers.Noting.class), Configs.name(TestHandlers.Failing.class));
  }

  @Test
  void whoCreatesConsumersHimselfIsNotAskedForAnOwner() throws Exception {
    existing(consumer().metadata(Map.of("team", "a")));

    assertThat(warnings()).isEmpty();
    assertThat(WorkerRuntime.check(config())).isEmpty();
  }

  private static ConsumerConfiguration.Builder consumer() {
    return ConsumerConfiguration.builder().durable("test").ackPolicy(AckPolicy.Explicit);
  }

  private void existing(ConsumerConfiguration.Builder consumer) throws Exception {
    if (management.getConsumerNames("ORDERS").contains("test")) {
      management.deleteConsumer("ORDERS", "test");
    }
    management.addOrUpdateConsumer("ORDERS", consumer.build());
  }

  private void assertRefused(String line, String... more) {
    assertThatThrownBy(() -> start(more).stop())
        .isInstanceOf(TransportException.class)
        .matches(failure -> ((TransportException) failure).isLasting())
        .hasMessage(line);
    assertThat(WorkerRuntime.check(config(more))).containsExactly(line);
  }

  private void assertWarned(String line, String... more) {
    assertThat(warnings(more)).containsExactly("WARN " + line);
  }

  /** What a start warns of, which has to be what the check does. */
  private List<String> warnings(String... more) {
    try (CapturedLog log = CapturedLog.of(Provisioning.class.getName(), Level.WARN)) {
      start(more).stop();
      List<String> atStart = log.lines();
      assertThat(WorkerRuntime.check(config(more))).isEmpty();
      assertThat(log.lines().subList(atStart.size(), log.lines().size())).isEqualTo(atStart);
      return atStart;
    }
  }

  private WorkerRuntime start(String... more) {
    return WorkerRuntime.start(config(more), Configs.CLASSES, Observer.none());
  }

  private WeftConfig config(String... more) {
    return Configs.read(
        """
        weft.nats.servers = "%s"
        weft.shutdown { drain = 1s, interrupt = 1s }
        weft.handlers.test { class = "%s", stream = ORDERS }
        %s
        """
            .formatted(
                server.url(), Configs.name(TestHandlers.Noting.class), String.join("\n", more)));
  }
}
