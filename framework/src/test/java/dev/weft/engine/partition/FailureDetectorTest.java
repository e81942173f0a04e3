package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.partition.Assignment.Member;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is silent, by a lease that is its own. */
class FailureDetectorTest {

  private static final Duration LEASE = Duration.ofNanos(100);
  private static final Duration LONGER = Duration.ofNanos(300);

  private final FailureDetector failureDetector = new FailureDetector("me", LEASE);

  @Test
  void aMemberIsSilentWhenItsBeatStoodStillForALeaseThatWasLookedAt() {
    Assignment one = Assignment.of(1).beat("me", LEASE).beat("a", LEASE).beat("b", LEASE);
    Assignment later = one.beat("b", LEASE);

    assertThat(failureDetector.silent(one, 1_000)).isEmpty();
    assertThat(failureDetector.silent(later, 1_040)).isEmpty();
    assertThat(failureDetector.silent(later, 1_080)).isEmpty();
    assertThat(failureDetector.silent(later, 1_100)).containsExactly("a");
    assertThat(failureDetector.silent(later, 1_139)).containsExactly("a");
    assertThat(failureDetector.silent(later, 1_140)).containsExactly("a", "b");
  }

  @Test
  void whatCouldNotBeLookedAtIsCountedAnew() {
    Assignment one = Assignment.of(1).beat("a", LEASE);

    failureDetector.silent(one, 1_000);
    failureDetector.forget(); // the server was away
    assertThat(failureDetector.silent(one, 1_100)).isEmpty();
    assertThat(failureDetector.silent(one, 1_140)).isEmpty();
    assertThat(failureDetector.silent(one, 1_200)).isEmpty(); // this process stood still for 60
    assertThat(failureDetector.silent(one, 1_250)).isEmpty();
    assertThat(failureDetector.silent(one, 1_300)).containsExactly("a");
  }

  /** A rollout that shortens the lease: who is still at work with the longer one keeps it. */
  @Test
  void aMemberWithALongerLeaseIsNotSilentBeforeThatHasEnded() {
    Assignment present = Assignment.of(1).beat("old", LONGER);

    for (long now = 1_000; now < 1_300; now += 40) {
      assertThat(failureDetector.silent(present, now)).as("at %s", now).isEmpty();
    }
    assertThat(failureDetector.silent(present, 1_300)).containsExactly("old");
  }

  @Test
  void aMemberWithAShorterLeaseIsSilentWhenThatHasEnded() {
    var patient = new FailureDetector("me", LONGER);
    Assignment present = Assignment.of(1).beat("new", LEASE);

    patient.silent(present, 1_000);
    patient.silent(present, 1_050);
    assertThat(patient.silent(present, 1_100)).containsExactly("new");
  }

  @Test
  void aLookThatCameTooLateForAShortLeaseSaysNothingOfIt() {
    var patient = new FailureDetector("me", LONGER);
    Assignment present = Assignment.of(1).beat("new", LEASE);

    patient.silent(present, 1_000);
    assertThat(patient.silent(present, 1_110)).isEmpty();
  }

  /** An older version writes the document without leases, and judges by its own. */
  @Test
  void aLeaseThatWasSaidOnceIsRemembered() {
    Assignment said = Assignment.of(1).beat("old", LONGER);
    var members = new TreeMap<>(said.members());
    members.replaceAll((name, member) -> new Member(member.beat(), Optional.empty()));
    var unsaid = new Assignment(members, List.of(""));

    failureDetector.silent(said, 1_000);
    failureDetector.silent(unsaid, 1_050);
    failureDetector.silent(unsaid, 1_100);
    assertThat(failureDetector.silent(unsaid, 1_150)).isEmpty();
  }

  @Test
  void whoHasNotSaidItsLeaseIsJudgedByOnesOwn() {
    var members = new TreeMap<String, Member>();
    members.put("old", new Member(1, Optional.empty()));
    var present = new Assignment(members, List.of("old"));

    failureDetector.silent(present, 1_000);
    failureDetector.silent(present, 1_050);
    assertThat(failureDetector.silent(present, 1_100)).containsExactly("old");
  }
}
