package dev.weft.simulation.server;

import dev.weft.machine.Machine;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one caller waits for; the first answer counts. */
final class Answer<T> {

  private final Machine machine;
  private final CountDownLatch heard = new CountDownLatch(1);
  private @Nullable Supplier<T> answer;

  /** Nothing heard yet; the caller waits by the machine. */
  Answer(Machine machine) {
    this.machine = machine;
  }

  /** Takes an answer, on any thread. */
  void hear(Supplier<T> one) {
    if (answer == null) {
      answer = one;
      heard.countDown();
    }
  }

  /** Blocks until there is one, for so long at most; returns whether there is. */
  boolean await(long nanos) throws InterruptedException {
    return answer != null || machine.await(heard, nanos);
  }

  /** What was answered, or thrown. */
  T get() {
    Supplier<T> first = answer;
    if (first == null) {
      throw new IllegalStateException("there is no answer yet; await it first");
    }
    return first.get();
  }
}
