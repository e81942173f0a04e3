package dev.weft.jetstream;

import dev.weft.engine.Threads;
import dev.weft.engine.request.ResponderWorker;
import dev.weft.machine.Machine;
import java.util.Optional;

/** A responder of the typed API at work, on threads of its own, until it is closed. */
public final class Answering implements AutoCloseable {

  private final ResponderWorker worker;
  private final Runnable onClose;
  private final Thread thread;

  private Answering(ResponderWorker worker, Runnable onClose) {
    this.worker = worker;
    this.onClose = onClose;
    this.thread = Threads.virtual(Machine.real(), "weft-" + worker.name(), this::run);
  }

  static Answering start(ResponderWorker worker, Runnable onClose) {
    var answering = new Answering(worker, onClose);
    answering.thread.start();
    return answering;
  }

  /** Why no request is received now, such as a subscription that is refused; empty if it is. */
  public Optional<String> problem() {
    return worker.problem();
  }

  /**
   * Takes no more, and blocks until what was in work is answered, which takes its {@code timeout}
   * at most if the responder heeds its interrupt. An interrupt of the calling thread interrupts
   * what is in work. The connection stays open. A second call does nothing.
   */
  @Override
  public void close() {
    worker.stop();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    onClose.run();
  }

  private void run() {
    try {
      worker.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by close(), which waits for this thread's end
    }
  }
}
