package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a stream does with scheduled messages, where the system has them (nats-server 2.12). */
interface SchedulingContract extends OnTestBed {

  private boolean missing() {
    return !bed().transport().keepsSchedules();
  }

  private Tap due() {
    var transport = bed().transport();
    transport.create(
        bed().streamSpec(Map.of("retention", "workqueue", "allow_msg_schedules", true)));
    transport.create(bed().consumerSpec(Map.of("filter_subject", bed().subject("due"))));
    return bed().open(ReceiveMode.PULL);
  }

  private PublishReceipt schedule(String text, String end, Instant at, Headers more) {
    Headers headers =
        more.with("Nats-Schedule", "@at " + at).with("Nats-Schedule-Target", bed().subject("due"));
    return bed().transport().outbox().publish(bed().subject(end), text.getBytes(UTF_8), headers);
  }

  @Test
  default void aScheduledMessageComesAtItsTimeAndNotBefore() throws Exception {
    if (missing()) {
      return;
    }
    Tap tap = due();
    Instant at = bed().machine().instant().plusMillis(1200);

    schedule("a", "later.1", at, Headers.of("X-Message-ID", "one").plus("b", "1").plus("b", "2"));
    Delivery delivery = tap.one();

    assertThat(bed().machine().instant()).isAfterOrEqualTo(at);
    assertThat(text(delivery)).isEqualTo("a");
    assertThat(delivery.subject()).isEqualTo(bed().subject("due"));
    assertThat(delivery.attempt()).isEqualTo(1);
    assertThat(delivery.id()).isEqualTo("one");
    assertThat(delivery.headers().all("b")).containsExactly("1", "2");
    assertThat(delivery.headers().names()).doesNotContain("Nats-Schedule", "Nats-Schedule-Target");
    assertThat(delivery.settle(Outcome.Ack.INSTANCE)).isTrue();
    tap.givesNothingFor(A_WHILE);
  }

  @Test
  default void scheduledMessagesComeInTheOrderOfTheirTimes() throws Exception {
    if (missing()) {
      return;
    }
    Tap tap = due();
    Instant now = bed().machine().instant();

    schedule("late", "later.1", now.plusMillis(1600), Headers.empty());
    schedule("overdue", "later.2", now.minusSeconds(5), Headers.empty());
    schedule("soon", "later.3", now.plusMillis(800), Headers.empty());

    assertThat(tap.take(3)).map(TestBed::text).containsExactly("overdue", "soon", "late");
  }

  @Test
  default void aSubjectHasOneScheduleAndTheLastOneCounts() throws Exception {
    if (missing()) {
      return;
    }
    Tap tap = due();
    Instant now = bed().machine().instant();

    schedule("first", "later.1", now.plusMillis(700), Headers.empty());
    schedule("second", "later.1", now.plusMillis(900), Headers.empty());

    assertThat(text(tap.one())).isEqualTo("second");
    tap.givesNothingFor(A_WHILE);
  }

  @Test
  default void theSameIdIsScheduledOnceEvenWhenItHasComeMeanwhile() throws Exception {
    if (missing()) {
      return;
    }
    Tap tap = due();
    Headers id = Headers.of(Headers.NATS_MESSAGE_ID, "id");

    assertThat(schedule("a", "later.1", bed().machine().instant(), id).duplicate()).isFalse();
    Delivery first = tap.one();
    assertThat(schedule("a", "later.1", bed().machine().instant(), id).duplicate()).isTrue();

    assertThat(first.headers().first(Headers.NATS_MESSAGE_ID)).isEmpty();
    tap.givesNothingFor(A_WHILE);
  }

  @Test
  default void aStreamThatDoesNotAllowSchedulesRefusesThem() {
    if (missing()) {
      return;
    }
    bed().with(Duration.ofSeconds(30));

    assertThatThrownBy(() -> schedule("a", "later", bed().machine().instant(), Headers.empty()))
        .isInstanceOf(TransportException.class);
  }

  @Test
  default void aScheduleNeedsAnotherSubjectOfItsStream() {
    if (missing()) {
      return;
    }
    due();

    for (String target : List.of("elsewhere", bed().subject("later"))) {
      Headers headers =
          Headers.of("Nats-Schedule", "@at " + bed().machine().instant())
              .with("Nats-Schedule-Target", target);
      assertThatThrownBy(
              () ->
                  bed().transport().outbox().publish(bed().subject("later"), new byte[0], headers))
          .as(target)
          .isInstanceOf(TransportException.class);
    }
  }

  @Test
  default void aStreamOfSchedulesIsNoneThatRefusesWhenItIsFull() {
    if (missing()) {
      return;
    }

    assertThatThrownBy(
            () ->
                bed()
                    .transport()
                    .create(
                        bed()
                            .streamSpec(
                                Map.of(
                                    "allow_msg_schedules", true, "discard", "new", "max_msgs", 5))))
        .isInstanceOf(TransportException.class);
  }
}
