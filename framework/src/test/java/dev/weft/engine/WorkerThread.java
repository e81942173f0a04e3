package dev.weft.engine;

import static org.awaitility.Awaitility.await;

/** The virtual thread that a test has a worker on, as the runtime has. */
public record WorkerThread(ManagedWorker worker, Thread thread) {

  /**
   * Starts a worker.
   *
   * @param interrupted what is to be done if it ends by an interrupt
   */
  public static WorkerThread start(ManagedWorker worker, Runnable interrupted) {
    return new WorkerThread(
        worker,
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    worker.run();
                  } catch (InterruptedException e) {
                    interrupted.run();
                  }
                }));
  }

  /** Waits until it has ended. */
  public void awaitEnd() {
    await("the worker's thread ends").until(() -> !thread.isAlive());
  }
}
