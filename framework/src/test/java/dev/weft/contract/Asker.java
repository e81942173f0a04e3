package dev.weft.contract;

import static org.awaitility.Awaitility.await;

import dev.weft.transport.Delivery;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread that asks a source once for one delivery, and waits for it for longer than any test. */
final class Asker {

  private final FutureTask<List<Delivery>> question;
  private final Thread thread;

  private Asker(Tap tap) {
    question = new FutureTask<>(() -> tap.source().next(1, TestBed.NO_ACK_WAIT));
    thread = new Thread(question, "asker");
  }

  static Asker ask(Tap tap) {
    var asker = new Asker(tap);
    asker.thread.start();
    return asker;
  }

  /** Asks, and returns once the thread waits. */
  static Asker askAndWait(Tap tap) {
    Asker asker = ask(tap);
    await()
        .atMost(TestBed.PATIENCE)
        .until(
            () ->
                asker.thread.getState() == Thread.State.WAITING
                    || asker.thread.getState() == Thread.State.TIMED_WAITING);
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
  List<Delivery> answer() throws ExecutionException, InterruptedException, TimeoutException {
    return question.get(TestBed.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }
}
