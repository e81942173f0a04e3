package dev.weft.contract;

import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Streams and consumers are compared with the configuration, created, and opened. */
interface PresenceContract extends OnTestBed {

  private Transport transport() {
    return bed().transport();
  }

  private static void assertLasting(ThrowingCallable call, String... named) {
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(call)
        .matches(TransportException::isLasting, "is lasting")
        .satisfies(failure -> assertThat(failure.getMessage()).contains(named));
  }

  @Test
  default void aStreamIsAbsentUntilItIsCreated() {
    StreamSpec spec = bed().streamSpec(Map.of("max_msgs", 100));

    assertThat(transport().inspect(spec)).isEqualTo(new Presence.Absent());
    transport().create(spec);

    assertThat(transport().inspect(spec)).isEqualTo(new Presence.Same());
  }

  @Test
  default void aConsumerIsAbsentUntilItIsCreated() {
    transport().create(bed().streamSpec(Map.of()));
    ConsumerSpec spec =
        bed().consumerSpec(Map.of("max_deliver", 3, "filter_subject", bed().subject("a")));

    assertThat(transport().inspect(spec)).isEqualTo(new Presence.Absent());
    transport().create(spec);

    assertThat(transport().inspect(spec)).isEqualTo(new Presence.Same());
  }

  @Test
  default void aStreamThatDiffersIsToldWithBothValues() {
    transport().create(bed().streamSpec(Map.of("max_msgs", 100)));

    assertThat(transport().inspect(bed().streamSpec(Map.of("max_msgs", 200))))
        .isEqualTo(new Presence.Differs(List.of("max_msgs: 100 on the server, 200 configured")));
  }

  @Test
  default void aConsumerThatDiffersIsToldWithBothValues() {
    bed().with(Map.of("max_deliver", 3, "ack_wait", Duration.ofSeconds(30).toNanos()));

    Presence presence =
        transport()
            .inspect(
                bed()
                    .consumerSpec(
                        Map.of("max_deliver", 5, "ack_wait", Duration.ofSeconds(10).toNanos())));

    assertThat(presence)
        .isInstanceOfSatisfying(
            Presence.Differs.class,
            differs ->
                assertThat(differs.differences())
                    .containsExactlyInAnyOrder(
                        "ack_wait: 30s on the server, 10s configured",
                        "max_deliver: 3 on the server, 5 configured"));
  }

  @Test
  default void onlyWhatTheSpecificationNamesIsCompared() {
    bed().with(Map.of("max_deliver", 3, "max_ack_pending", 7));

    assertThat(transport().inspect(bed().consumerSpec(Map.of("max_deliver", 3))))
        .isEqualTo(new Presence.Same());
    assertThat(transport().inspect(bed().consumerSpec(Map.of()))).isEqualTo(new Presence.Same());
  }

  @Test
  default void aDefaultOfTheServerCountsAsSet() {
    transport().create(bed().streamSpec(Map.of()));
    transport().create(bed().consumerSpec(Map.of()));

    assertThat(
            transport()
                .inspect(bed().consumerSpec(Map.of("ack_wait", Duration.ofSeconds(30).toNanos()))))
        .isEqualTo(new Presence.Same());
    assertThat(transport().inspect(bed().streamSpec(Map.of("retention", "limits"))))
        .isEqualTo(new Presence.Same());
  }

  @Test
  default void whatMeansTheSameIsTheSame() {
    Map<String, Object> stream =
        Map.of(
            "subjects",
            List.of(bed().subject("b.>"), bed().subject("a.>")),
            "max_msgs",
            0L,
            "max_bytes",
            -1L,
            "num_replicas",
            0L,
            "duplicate_window",
            0L);
    Map<String, Object> consumer =
        Map.of(
            "filter_subjects",
            List.of(bed().subject("a.x")),
            "ack_wait",
            0L,
            "max_ack_pending",
            0L,
            "max_deliver",
            0L,
            "max_waiting",
            0L);
    transport().create(bed().streamSpec(stream));
    transport().create(bed().consumerSpec(consumer));

    assertThat(transport().inspect(bed().streamSpec(stream))).isEqualTo(new Presence.Same());
    assertThat(
            transport()
                .inspect(
                    bed()
                        .streamSpec(
                            Map.of(
                                "subjects", List.of(bed().subject("a.>"), bed().subject("b.>"))))))
        .isEqualTo(new Presence.Same());
    assertThat(transport().inspect(bed().consumerSpec(consumer))).isEqualTo(new Presence.Same());
    assertThat(
            transport().inspect(bed().consumerSpec(Map.of("filter_subject", bed().subject("a.x")))))
        .isEqualTo(new Presence.Same());
  }

  @Test
  default void labelsOfWeftsOwnAreKeptAndNotCompared() {
    bed().with(Map.of("metadata", Map.of("team", "a", "weft-class", "com.acme.A")));

    assertThat(
            transport()
                .inspect(
                    bed().consumerSpec(Map.of("metadata", Map.of("weft-class", "com.acme.B")))))
        .isEqualTo(new Presence.Same());
    assertThat(transport().inspect(bed().consumerSpec(Map.of("metadata", Map.of("team", "b")))))
        .isInstanceOf(Presence.Differs.class);
  }

  // A server's own default would be to expect no acknowledgement: nothing would ever come again.
  @Test
  default void aConsumerIsAcknowledgedExplicitlyUnlessToldOtherwise() {
    transport().create(bed().streamSpec(Map.of()));
    transport().create(bed().consumerSpec(Map.of()));

    assertThat(transport().inspect(bed().consumerSpec(Map.of("ack_policy", "explicit"))))
        .isEqualTo(new Presence.Same());
  }

  @Test
  default void creatingTheSameTwiceIsFine() {
    StreamSpec stream = bed().streamSpec(Map.of("max_msgs", 100));
    ConsumerSpec consumer = bed().consumerSpec(Map.of("max_deliver", 3));

    assertThatCode(
            () -> {
              transport().create(stream);
              transport().create(stream);
              transport().create(consumer);
              transport().create(consumer);
            })
        .doesNotThrowAnyException();
  }

  @Test
  default void creatingWhatDiffersFails() {
    transport().create(bed().streamSpec(Map.of("max_msgs", 100)));
    transport().create(bed().consumerSpec(Map.of("max_deliver", 3)));

    assertLasting(
        () -> transport().create(bed().streamSpec(Map.of("max_msgs", 200))), bed().stream());
    assertLasting(
        () -> transport().create(bed().consumerSpec(Map.of("max_deliver", 5))),
        bed().consumerSpec(Map.of()).name());
  }

  @Test
  default void twoStreamsCannotTakeOneSubject() {
    bed().with(NO_ACK_WAIT);
    var other = new StreamSpec(bed().stream() + "_2", bed().streamSpec(Map.of()).settings());

    assertLasting(() -> transport().create(other), other.name());
  }

  @Test
  default void aConsumerNeedsItsStream() {
    ConsumerSpec orphan = bed().consumerSpec(Map.of());

    assertLasting(() -> transport().inspect(orphan), orphan.stream());
    assertLasting(() -> transport().create(orphan), orphan.stream());
  }

  @InBothModes
  default void openingAConsumerThatDoesNotExistFails(ReceiveMode mode) {
    transport().create(bed().streamSpec(Map.of()));
    ConsumerSpec missing = bed().consumerSpec(Map.of());

    assertLasting(() -> transport().open(missing, mode), missing.stream(), missing.name());
  }

  @Test
  default void aStreamTellsItsLimitsAndHowMuchOfThemIsUsed() {
    bed().transport().create(bed().streamSpec(Map.of("max_msgs", 7)));
    bed().publish("a", Headers.empty());
    bed().publish("b", Headers.empty());

    StreamState state = bed().transport().state(bed().stream()).orElseThrow();

    assertThat(state.messages()).isEqualTo(2);
    assertThat(state.bytes()).isPositive();
    assertThat(state.limit("max_msgs")).isEqualTo(7);
    assertThat(state.limit("max_bytes")).isZero();
    assertThat(state.lastSequence()).isEqualTo(2);
    assertThat(state.subjects()).isEmpty();
    assertThat(bed().transport().state("NONE_OF_THIS_NAME")).isEmpty();
  }

  @Test
  default void aStreamTellsHowManyMessagesItHasOnEachOfSomeSubjects() {
    bed().transport().create(bed().streamSpec(Map.of()));
    for (String subject : List.of("a.one", "a.one", "a.two", "b.one")) {
      transport().outbox().publish(bed().subject(subject), new byte[1], Headers.empty());
    }

    StreamState state = transport().state(bed().stream(), bed().subject("a.*")).orElseThrow();

    assertThat(state.messages()).isEqualTo(4);
    assertThat(state.subjects())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(bed().subject("a.one"), 2L, bed().subject("a.two"), 1L));
    assertThat(transport().state(bed().stream(), bed().subject("c.>")).orElseThrow().subjects())
        .isEmpty();
    assertThat(transport().state("NONE_OF_THIS_NAME", ">")).isEmpty();
  }
}
