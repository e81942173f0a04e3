package dev.weft.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** New threads, and chance. */
interface ThreadsContract extends OnMachine {

  @Test
  default void aThreadHasItsNameAndIsNotStartedYet() throws InterruptedException {
    var ran = new CountDownLatch(2);

    Thread virtual = machine().virtual("one", ran::countDown);
    Thread platform = machine().platform("two", ran::countDown);

    assertThat(virtual.getName()).isEqualTo("one");
    assertThat(virtual.isVirtual()).isTrue();
    assertThat(platform.getName()).isEqualTo("two");
    assertThat(platform.isDaemon()).isTrue();
    machine().sleep(SHORT);
    assertThat(ran.getCount()).isEqualTo(2);
    virtual.start();
    platform.start();
    assertThat(machine().await(ran, LONG)).isTrue();
  }

  @Test
  default void noTwoFillingsAreTheSame() {
    var one = new byte[16];
    var other = new byte[16];

    machine().fillUnique(one);
    machine().fillUnique(other);

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  default void randomNumbersDiffer() {
    assertThat(machine().random().longs(100).distinct().count()).isEqualTo(100);
  }
}
