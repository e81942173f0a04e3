package dev.weft.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.TransportException;
import dev.weft.machine.Machine;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What messages pay for being able to emit. */
class EmissionsTest {

  private static final int CALLS = 20_000;

  private final Emissions emissions =
      new Emissions(
          Machine.real(),
          new Emissions.Heard() {
            @Override
            public void stored(String subject) {}

            @Override
            public void failed(String subject, TransportException failure) {}
          });

  @Test
  void aMessageOfABatchThatEmitsNothingAllocatesNothing() throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    call(); // loads the classes
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < CALLS; i++) {
      call();
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CALLS);
  }

  private void call() throws InterruptedException {
    emissions.mark();
    emissions.rewind();
    emissions.await();
  }
}
