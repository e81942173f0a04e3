package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A thread that asks a source once for one delivery, and waits for it for longer than any test. */
final class Asker {

  private static final long LOOK = 1_000_000;

  private final FutureTask<List<Delivery>> question;
  private final Machine machine;
  private final Thread thread;

  private Asker(Tap tap) {
    question = new FutureTask<>(() -> tap.source().next(1, TestBed.NO_ACK_WAIT));
    machine = tap.machine();
    thread = machine.platform("asker", question);
  }

  static Asker ask(Tap tap) {
    var asker = new Asker(tap);
    asker.thread.start();
    return asker;
  }

  /** Asks, and returns once the thread waits. */
  static Asker askAndWait(Tap tap) throws InterruptedException {
    Asker asker = ask(tap);
    while (asker.thread.getState() != Thread.State.WAITING
        && asker.thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(asker.thread.isAlive()).as("it waits").isTrue();
      asker.machine.sleep(LOOK);
    }
    return asker;
  }

  void interrupt() {
    thread.interrupt();
  }

  /**
   * What came of it.
   *
   * @throws ExecutionException with what the source threw
   */
  List<Delivery> answer() throws ExecutionException, InterruptedException {
    boolean inTime = machine.join(thread, TestBed.PATIENCE.toNanos());
    assertThat(inTime).as("answered within %s", TestBed.PATIENCE).isTrue();
    return question.get();
  }
}
