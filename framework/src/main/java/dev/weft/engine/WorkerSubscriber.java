package dev.weft.engine;

import dev.weft.Handler;
import dev.weft.Subscriber;
import dev.weft.transport.Transport;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A subscriber that is a worker on the caller's thread.
 *
 * @param <T> the payload
 */
public final class WorkerSubscriber<T> implements Subscriber<T> {

  private sealed interface State {
    record Idle() implements State {}

    record Subscribed(Worker worker) implements State {}

    record Closed() implements State {}
  }

  private static final State IDLE = new State.Idle();

  private final Transport transport;
  private final Function<Handler<T>, WorkerSpec<T>> specs;
  private final Observer observer;
  private final AtomicReference<State> state = new AtomicReference<>(IDLE);

  /**
   * A subscriber on a transport that it closes with itself.
   *
   * @param specs makes the worker's description of the handler to subscribe
   */
  public WorkerSubscriber(
      Transport transport, Function<Handler<T>, WorkerSpec<T>> specs, Observer observer) {
    this.transport = transport;
    this.specs = specs;
    this.observer = observer;
  }

  @Override
  public void subscribe(Handler<T> handler) throws InterruptedException {
    try (var housekeeper = new Housekeeper()) {
      work(
          new Worker(
              specs.apply(handler), transport, observer, housekeeper, Worker.Care.BY_CALLER));
    }
  }

  private void work(Worker worker) throws InterruptedException {
    var subscribed = new State.Subscribed(worker);
    if (!state.compareAndSet(IDLE, subscribed)) {
      throw new IllegalStateException(
          state.get() instanceof State.Closed
              ? "the subscriber is closed; make a new one"
              : "the subscriber is subscribed already; make one for each handler");
    }
    try {
      worker.run();
    } finally {
      state.compareAndSet(subscribed, IDLE);
    }
  }

  @Override
  public void close() {
    State before = state.getAndSet(new State.Closed());
    switch (before) {
      case State.Subscribed(Worker worker) -> {
        worker.stop();
        transport.close();
      }
      case State.Idle() -> transport.close();
      case State.Closed() -> {}
    }
  }
}
