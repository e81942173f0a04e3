package dev.weft.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that have taken the place of a worker's own after it was given up. That one keeps its
 * place in the scope, and waits for these when it comes back after all.
 */
final class Substitutes {

  private static final Logger log = LoggerFactory.getLogger(Substitutes.class);

  /** What a worker's thread does. */
  interface Task {
    void run() throws InterruptedException;
  }

  private final String handler;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  Substitutes(String handler) {
    this.handler = handler;
  }

  /** Starts one more. */
  void start(Task task) {
    Thread substitute =
        Thread.ofVirtual()
            .name("weft-" + handler + "-" + (threads.size() + 1))
            .unstarted(
                () -> {
                  try {
                    task.run();
                  } catch (InterruptedException e) {
                    log.debug("handler {}: its substitute was interrupted", handler);
                  }
                });
    threads.add(substitute);
    substitute.start();
  }

  /** Waits for all of them. */
  void join() throws InterruptedException {
    for (Thread substitute : threads) {
      substitute.join();
    }
  }

  void interrupt() {
    threads.forEach(Thread::interrupt);
  }
}
