package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can be had of a message that its consumer does not deliver any more. */
interface RecallContract extends OnTestBed {

  private static Outcome retry() {
    return new Outcome.Retry(Duration.ZERO, "for the test", null);
  }

  private ConsumerSpec advised() {
    String subject = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES." + bed().stream();
    var stream =
        new StreamSpec(
            bed().stream() + "_DEATHS",
            Map.of("subjects", List.of(subject + ".*"), "storage", "memory"));
    bed().transport().create(stream);
    var consumer = new ConsumerSpec(stream.name(), "reader", Map.of());
    bed().transport().create(consumer);
    return consumer;
  }

  @InBothModes
  default void whatMaxDeliverEndsIsToldToAStreamOfAdvisories(ReceiveMode mode) throws Exception {
    ConsumerSpec advised = advised();
    Tap tap = bed().with(Map.of("max_deliver", 2)).open(mode);
    bed().publish("dies");

    tap.one().settle(retry());
    tap.one().settle(retry());
    tap.givesNothingFor(A_WHILE);

    Delivery advisory = bed().tap(advised).one();
    assertThat(advisory.subject()).endsWith(bed().consumerSpec(Map.of()).name());
    assertThat(text(advisory))
        .contains("\"stream\":\"" + bed().stream() + "\"")
        .contains("\"stream_seq\":1")
        .contains("\"deliveries\":2")
        .contains("\"timestamp\":\"20");
  }

  @Test
  default void whatIsRecalledIsTheOriginal() throws Exception {
    Tap tap = bed().with(Map.of()).open(ReceiveMode.PULL);
    bed()
        .publish(
            "a", Headers.of("X-One", "1").plus("X-One", "2").with(Headers.NATS_MESSAGE_ID, "id"));
    Delivery original = tap.one();

    Delivery recalled = recall(1, 7);

    assertThat(text(recalled)).isEqualTo("a");
    assertThat(recalled.subject()).isEqualTo(original.subject());
    assertThat(recalled.id()).isEqualTo("id");
    assertThat(recalled.headers().asMap()).isEqualTo(original.headers().asMap());
    assertThat(recalled.timestamp()).isEqualTo(original.timestamp());
    assertThat(recalled.position()).isEqualTo(original.position());
    assertThat(recalled.attempt()).isEqualTo(7);
  }

  @Test
  default void whatHasNeitherHeadersNorDataIsRecalledAsThat() {
    bed().with(Map.of());
    bed().publish("", Headers.empty());

    assertThat(recall(1, 1).headers().isEmpty()).isTrue();
    assertThat(recall(1, 1).data()).isEmpty();
  }

  @Test
  default void toRejectWhatIsRecalledEndsItInAWorkQueue() throws Exception {
    bed().transport().create(bed().streamSpec(Map.of("retention", "workqueue")));
    bed().transport().create(bed().consumerSpec(Map.of("max_deliver", 1)));
    Tap tap = bed().open(ReceiveMode.PULL);
    bed().publish("dies", "stays");
    tap.one().settle(retry());
    tap.one();

    recall(1, 1).settleConfirmed(new Outcome.Reject("max_deliver", null));

    assertThat(transport().recall(bed().consumerSpec(Map.of()), 1, 1)).isEmpty();
    assertThat(text(recall(2, 1))).isEqualTo("stays");
  }

  @Test
  default void toRejectWhatIsRecalledTakesItFromNobodyElse() throws Exception {
    Tap tap = bed().with(Map.of("max_deliver", 1)).open(ReceiveMode.PULL);
    var other = new ConsumerSpec(bed().stream(), "other", Map.of());
    transport().create(other);
    bed().publish("a");
    tap.one().settle(retry());

    recall(1, 1).settleConfirmed(new Outcome.Reject("max_deliver", null));

    assertThat(text(bed().tap(other).one())).isEqualTo("a");
  }

  @Test
  default void toRetryWhatIsRecalledDoesNothing() throws Exception {
    Tap tap = bed().with(Map.of("max_deliver", 1)).open(ReceiveMode.PULL);
    bed().publish("a");
    tap.one().settle(retry());
    tap.givesNothingFor(A_WHILE);

    recall(1, 1).settle(retry());

    tap.givesNothingFor(A_WHILE);
  }

  @Test
  default void whatAStreamDoesNotHaveCannotBeRecalled() {
    bed().with(Map.of());

    assertThat(transport().recall(bed().consumerSpec(Map.of()), 1, 1)).isEmpty();
  }

  @Test
  default void theLastMessageOfASubjectIsFound() {
    bed().with(Map.of());
    transport().outbox().publish(bed().subject("x"), "1".getBytes(UTF_8), Headers.empty());
    transport().outbox().publish(bed().subject("x"), "2".getBytes(UTF_8), Headers.empty());
    transport().outbox().publish(bed().subject("y"), "3".getBytes(UTF_8), Headers.empty());

    assertThat(transport().last(bed().stream(), bed().subject("x"))).hasValue("2".getBytes(UTF_8));
    assertThat(transport().last(bed().stream(), bed().subject("z"))).isEmpty();
    assertThat(transport().last("NO_SUCH_STREAM", bed().subject("x"))).isEmpty();
  }

  @Test
  default void allMessagesOnSomeSubjectsAreFoundInTheirOrder() {
    bed().with(Map.of());
    for (String name : List.of("x.1", "y.1", "x.2", "x.1")) {
      transport().outbox().publish(bed().subject(name), name.getBytes(UTF_8), Headers.empty());
    }

    assertThat(transport().all(bed().stream(), bed().subject("x.*")))
        .containsExactly("x.1".getBytes(UTF_8), "x.2".getBytes(UTF_8), "x.1".getBytes(UTF_8));
    assertThat(transport().all(bed().stream(), bed().subject("z.*"))).isEmpty();
    assertThat(transport().all("NO_SUCH_STREAM", bed().subject("x.*"))).isEmpty();
  }

  private Transport transport() {
    return bed().transport();
  }

  private Delivery recall(long sequence, int deliveries) {
    return transport().recall(bed().consumerSpec(Map.of()), sequence, deliveries).orElseThrow();
  }
}
