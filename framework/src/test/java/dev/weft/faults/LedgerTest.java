package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The instrument has to find what the scenarios look for. */
class LedgerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Ledger ledger = new Ledger();

  @Test
  void whatWasPublishedAndNeverHandledIsOpen() {
    ledger.published("a", 1);
    ledger.published("b", 2);
    handled("a", 0);

    assertThat(ledger.open()).containsExactly("b");
  }

  @Test
  void whatWasTakenAwayIsNotOpen() {
    ledger.published("a", 1);
    ledger.published("b", 2);
    handled("a", 0);
    ledger.published("c", 3);
    ledger.excuseUpTo(2, "purged");

    assertThat(ledger.open()).containsExactly("c");
    assertThat(ledger.takenAway()).isEqualTo(1);
  }

  @Test
  void whatWasHandledTwiceIsToldWithBothHandlings() {
    handled("a", 0);
    handled("b", 1);
    handled("a", 2);

    assertThat(ledger.duplicateCount()).isEqualTo(1);
    assertThat(ledger.duplicates()).containsOnlyKeys("a");
    assertThat(ledger.duplicates().get("a")).hasSize(2);
  }

  @Test
  void theLongestWaitIsFromThePublishToTheHandling() {
    ledger.published("a", 1);
    ledger.published("b", 2);
    ledger.handled(new Ledger.Handling("a", 1, "worker", Instant.now()));
    ledger.handled(new Ledger.Handling("b", 2, "worker", Instant.now().plusSeconds(60)));

    assertThat(ledger.longestWait()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
  }

  @Test
  void aGapCountsUpToTheEndAlsoWhereNothingWasHandledAnyMore() {
    handled("a", 1);
    handled("b", 2);

    assertThat(ledger.longestGap(START, START.plusSeconds(3))).isEqualTo(Duration.ofSeconds(1));
    assertThat(ledger.longestGap(START, START.plusSeconds(9))).isEqualTo(Duration.ofSeconds(7));
    assertThat(ledger.firstHandledAfter(START.plusSeconds(1))).contains(START.plusSeconds(2));
  }

  private void handled(String id, long second) {
    ledger.handled(new Ledger.Handling(id, 1, "worker", START.plusSeconds(second)));
  }
}
