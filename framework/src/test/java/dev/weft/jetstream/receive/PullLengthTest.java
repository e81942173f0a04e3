package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pulls get longer while nothing comes, and are short again as soon as something does. */
class PullLengthTest {

  @Test
  void eachToWhichNothingCameIsFollowedByOneTwiceAsLongUpToAMinute() {
    var length = new PullLength(PullLength.LONGEST);
    var seconds = new ArrayList<Long>();

    for (int i = 0; i < 7; i++) {
      seconds.add(length.next().toSeconds());
      length.nothingCame();
    }

    assertThat(seconds).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void whenSomethingComesTheNextOneIsShort() {
    var length = new PullLength(PullLength.LONGEST);
    length.nothingCame();
    assertThat(length.isLong()).isTrue();

    length.reset();

    assertThat(length.isLong()).isFalse();
    assertThat(length.next()).isEqualTo(PullLength.SHORT);
  }

  @Test
  void noneIsLongerThanTheConsumerAllows() {
    var length = new PullLength(Duration.ofMillis(500));

    assertThat(length.next()).isEqualTo(Duration.ofMillis(500));
    length.nothingCame();

    assertThat(length.next()).isEqualTo(Duration.ofMillis(500));
    assertThat(length.isLong()).isFalse();
  }

  @Test
  void whereOrderIsKeptNoneIsLong() {
    var length = new PullLength(PullLength.LONGEST);

    length.stayShort();
    length.nothingCame();

    assertThat(length.next()).isEqualTo(PullLength.SHORT);
  }

  @Test
  void oneThatIsLostIsNoticedWithinSixSeconds() {
    for (Duration length : List.of(Duration.ofSeconds(4), Duration.ofSeconds(16))) {
      assertThat(PullLength.beat(length).multipliedBy(2)).isLessThanOrEqualTo(length);
      assertThat(PullLength.beat(length).plus(PullRequests.GRACE))
          .isLessThanOrEqualTo(Duration.ofSeconds(6));
    }
  }
}
