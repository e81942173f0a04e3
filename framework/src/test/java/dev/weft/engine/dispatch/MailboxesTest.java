package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.engine.CountedDelivery;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which message may start, and which mailboxes are emptied. */
class MailboxesTest {

  private static final Outcome.Retry LATER =
      new Outcome.Retry(Duration.ofSeconds(1), "not yet", null);

  private final Mailboxes mailboxes = new Mailboxes();

  @Test
  void theyDoAsTheModelSays() {
    for (int seed = 0; seed < 20; seed++) {
      new MailboxesModel(new Random(seed)).run();
    }
  }

  @Test
  void whatHasNoPlaceInAStreamIsRefused() {
    assertThatThrownBy(() -> mailboxes.add("a", new DetachedDelivery() {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no place in a stream");
  }

  @Test
  void whatDidNotStartIsTheNextAgain() {
    mailboxes.add("a", new CountedDelivery(1));
    mailboxes.add("b", new CountedDelivery(2));
    KeyedDelivery first = take();

    assertThat(mailboxes.putBack(first.mailbox())).isEmpty();

    assertThat(mailboxes.takeReady()).isSameAs(first);
  }

  @Test
  void whatDidNotStartIsLeftWhereEverythingIsRefused() {
    mailboxes.add("a", new CountedDelivery(1));
    mailboxes.add("a", new CountedDelivery(2));
    KeyedDelivery first = take();
    assertThat(mailboxes.refuse()).isEmpty();

    assertThat(mailboxes.putBack(first.mailbox()))
        .extracting(KeyedDelivery::sequence)
        .containsExactly(1L, 2L);
    assertThat(mailboxes.isReady()).isFalse();
    assertThat(mailboxes.size()).isZero();
  }

  @Test
  void whatAThreadLostIsTheNextOfItsKeyAgain() {
    mailboxes.add("a", new CountedDelivery(1));
    KeyedDelivery first = take();

    mailboxes.lost(first);

    assertThat(mailboxes.takeReady()).isSameAs(first);
  }

  @Test
  void whatAThreadLostAfterItsEndIsNotBegunAgain() {
    mailboxes.add("a", new CountedDelivery(1));
    KeyedDelivery first = take();
    first.settle(Outcome.Ack.INSTANCE);
    mailboxes.finished(first, 0);
    mailboxes.lost(first);
    assertThat(mailboxes.isReady()).isFalse();

    mailboxes.add("b", new CountedDelivery(2));
    KeyedDelivery second = take();
    second.settle(LATER);
    mailboxes.finished(second, 0);
    mailboxes.lost(second);

    assertThat(mailboxes.isReady()).isFalse();
  }

  @Test
  void onlyAMailboxThatWaitsIsEmptiedForTheHousekeepersSake() {
    mailboxes.add("a", new CountedDelivery(1));
    mailboxes.add("a", new CountedDelivery(2));
    KeyedDelivery first = take();
    assertThat(mailboxes.emptyWaiting(first.mailbox())).isEmpty();
    first.settle(LATER);
    mailboxes.finished(first, 0);

    assertThat(mailboxes.emptyWaiting(first.mailbox()))
        .extracting(KeyedDelivery::sequence)
        .containsExactly(1L, 2L);

    assertThat(mailboxes.emptyWaiting(first.mailbox())).isEmpty();
    assertThat(mailboxes.held()).isEmpty();
  }

  @Test
  void whatGoesBackAfterAttemptsHereGoesOnCounting() {
    mailboxes.add("a", new CountedDelivery(1));
    KeyedDelivery first = take();
    first.settle(LATER);
    mailboxes.finished(first, 0);
    mailboxes.due(first.mailbox());
    take().nextAttempt();
    first.settle(LATER);
    mailboxes.finished(first, 0);
    mailboxes.refuse();
    mailboxes.accept();

    mailboxes.add("a", new CountedDelivery(1, 2));

    assertThat(take().attempt()).isEqualTo(3);
  }

  private KeyedDelivery take() {
    return Objects.requireNonNull(mailboxes.takeReady(), "nothing is ready");
  }
}
