package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.SHORT_ACK_WAIT;
import static dev.weft.contract.TestBed.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer's settings bound and choose. */
interface ConsumerRulesContract extends OnTestBed {

  private static Outcome retry(Duration after) {
    return new Outcome.Retry(after, "for the test", null);
  }

  @InBothModes
  default void withHeadersOnlyTheDataStaysInTheStreamAndCanBeHad(ReceiveMode mode)
      throws Exception {
    Tap tap = bed().with(Map.of("headers_only", true)).open(mode);
    bed().publish("data", Headers.of("a", "1"));
    bed().publish("", Headers.empty());

    Delivery one = tap.one();
    assertThat(one.data()).isEmpty();
    assertThat(one.headers()).isEqualTo(Headers.of("a", "1").with("Nats-Msg-Size", "4"));
    assertThat(one.storedData()).asString(UTF_8).isEqualTo("data");
    assertThat(tap.one().storedData()).isEmpty();
  }

  @Test
  default void withoutItWhatIsDeliveredIsWhatIsStored() throws Exception {
    Tap tap = bed().with(Map.of()).open(ReceiveMode.PULL);
    bed().publish("data");

    assertThat(tap.one().storedData()).asString(UTF_8).isEqualTo("data");
  }

  @InBothModes
  default void maxAckPendingBoundsWhatIsOut(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 2)).open(mode);
    bed().publish("a", "b", "c");

    List<Delivery> out = tap.take(2);
    tap.givesNothingFor(A_WHILE);
    out.get(0).settle(Outcome.Ack.INSTANCE);

    assertThat(text(tap.one())).isEqualTo("c");
  }

  @InBothModes
  default void theStateSaysWhatIsOutWhatIsToComeAndWhatBoundsIt(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 3, "max_deliver", 7)).open(mode);
    bed().publish("a", "b", "c", "d", "e");

    List<Delivery> out = tap.take(3);
    ConsumerSpec consumer = bed().consumerSpec(Map.of());
    // A server counts what is to come a moment after it has confirmed the publish.
    bed().await(() -> bed().transport().state(consumer).pending() == 2);
    ConsumerState full = bed().transport().state(consumer);
    out.get(0).settle(retry(Duration.ofMinutes(1)));
    tap.close();

    assertThat(full.ackPending()).isEqualTo(3);
    assertThat(full.maxAckPending()).isEqualTo(3);
    assertThat(full.maxDeliver()).isEqualTo(7);
    assertThat(bed().transport().state(bed().consumerSpec(Map.of())).ackPending())
        .as("what waits for its retry counts")
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.> a.b", "a.b a.>", "a.b a.b", "a.* a.b", "a.*.c a.>"})
  default void oneFilterWithinAnotherIsRefused(String filters) {
    bed().transport().create(bed().streamSpec(Map.of()));
    var settings = Map.<String, Object>of("filter_subjects", filters(filters));

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().transport().create(bed().consumerSpec(settings)))
        .matches(TransportException::isLasting)
        .withMessageContaining("overlap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b a.c", "a.*.c a.b.*", "a.* a.*.c"})
  default void filtersOfWhichNoneIsWithinAnotherAreTaken(String filters) {
    bed().transport().create(bed().streamSpec(Map.of()));

    bed().transport().create(bed().consumerSpec(Map.of("filter_subjects", filters(filters))));
  }

  @Test
  default void oneFilterBesideSeveralIsRefused() {
    bed().transport().create(bed().streamSpec(Map.of()));
    var settings =
        Map.<String, Object>of(
            "filter_subject", bed().subject("a"), "filter_subjects", filters("b c"));

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().transport().create(bed().consumerSpec(settings)))
        .matches(TransportException::isLasting);
  }

  @Test
  default void whichStreamsTakeASubjectIsKnown() {
    bed().transport().create(bed().streamSpec(Map.of()));
    String name = bed().streamSpec(Map.of()).name();

    assertThat(bed().transport().streamsTaking(bed().subject("*.placed"))).containsExactly(name);
    assertThat(bed().transport().streamsTaking(bed().subject(">"))).containsExactly(name);
    assertThat(bed().transport().streamsTaking("elsewhere.>")).doesNotContain(name);
  }

  private List<String> filters(String ends) {
    return Stream.of(ends.split(" ")).map(bed()::subject).toList();
  }

  @Test
  default void theStateOfAConsumerThatDoesNotExistCannotBeAsked() {
    bed().transport().create(bed().streamSpec(Map.of()));

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().transport().state(bed().consumerSpec(Map.of())))
        .withMessageContaining(bed().consumerSpec(Map.of()).name());
  }

  @InBothModes
  default void aRejectedMessageFreesItsPlace(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b");

    tap.one().settle(new Outcome.Reject("no good", null));

    assertThat(text(tap.one())).isEqualTo("b");
  }

  @InBothModes
  default void aRetryKeepsItsPlaceWhileItWaits(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_ack_pending", 1)).open(mode);
    bed().publish("a", "b");

    tap.one().settle(retry(Duration.ofMillis(900)));
    Delivery second = tap.one();
    second.settle(Outcome.Ack.INSTANCE);

    assertThat(text(second)).isEqualTo("a");
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(text(tap.one())).isEqualTo("b");
  }

  @InBothModes
  default void afterMaxDeliverAMessageDoesNotComeAgain(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("max_deliver", 2)).open(mode);
    bed().publish("a");

    tap.one().settle(retry(Duration.ZERO));
    tap.one().settle(retry(Duration.ZERO));
    tap.givesNothingFor(A_WHILE);
    bed().publish("b");

    assertThat(text(tap.one())).isEqualTo("b");
  }

  @InBothModes
  default void whatTimedOutTogetherComesAgainInOrder(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(SHORT_ACK_WAIT).open(mode);
    bed().publish("a", "b", "c");

    assertThat(tap.take(3)).map(TestBed::text).containsExactly("a", "b", "c");

    assertThat(tap.take(3)).map(TestBed::text).containsExactly("a", "b", "c");
  }

  @InBothModes
  default void onlyWhatTheFilterTakesComes(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(Map.of("filter_subject", bed().subject("*.placed"))).open(mode);
    for (String end : List.of("x.placed", "x.paid", "placed", "y.placed", "y.placed.late")) {
      bed().transport().outbox().publish(bed().subject(end), end.getBytes(UTF_8), Headers.empty());
    }

    assertThat(tap.take(2)).map(TestBed::text).containsExactly("x.placed", "y.placed");
    tap.givesNothingFor(A_WHILE);
  }

  @InBothModes
  default void deliverPolicyNewBeginsWithTheNextMessage(ReceiveMode mode) throws Exception {
    bed().transport().create(bed().streamSpec(Map.of()));
    bed().publish("before");
    bed().transport().create(bed().consumerSpec(Map.of("deliver_policy", "new")));
    bed().publish("after");

    assertThat(text(bed().open(mode).one())).isEqualTo("after");
  }
}
