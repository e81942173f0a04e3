package dev.weft.engine.worker;

import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.Handler;
import dev.weft.Subscriber;
import dev.weft.engine.Observer;
import dev.weft.engine.Threads;
import dev.weft.engine.Uninterruptibly;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that is a worker on a thread of its own, for which the caller's waits.
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

  private final Machine machine;
  private final Transport transport;
  private final BatchPolicy batches;
  private final Function<UserHandler<T>, WorkerSpec<T>> specs;
  private final Observer observer;
  private final AtomicReference<State> state = new AtomicReference<>(IDLE);

  /**
   * A subscriber on a transport that it closes with itself.
   *
   * @param batches how many messages a batch handler is called with
   * @param specs makes the worker's description of the handler to subscribe
   */
  public WorkerSubscriber(
      Machine machine,
      Transport transport,
      BatchPolicy batches,
      Function<UserHandler<T>, WorkerSpec<T>> specs,
      Observer observer) {
    this.machine = machine;
    this.transport = transport;
    this.batches = batches;
    this.specs = specs;
    this.observer = observer;
  }

  @Override
  public void subscribe(Handler<T> handler) throws InterruptedException {
    Objects.requireNonNull(handler, "handler: null; expected one to call with each message");
    subscribe(new UserHandler.Single<>(handler));
  }

  @Override
  public void subscribeBatches(BatchHandler<T> handler) throws InterruptedException {
    Objects.requireNonNull(handler, "handler: null; expected one to call with batches");
    subscribe(new UserHandler.Batched<>(handler, batches));
  }

  private void subscribe(UserHandler<T> handler) throws InterruptedException {
    try (var housekeeper = new Housekeeper(machine)) {
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
      run(worker);
    } finally {
      state.compareAndSet(subscribed, IDLE);
    }
  }

  // On a thread of its own, so that an interrupt of the caller's thread is the caller's word, and
  // none of the handler's can be taken for it.
  private void run(Worker worker) throws InterruptedException {
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread thread =
        Threads.start(
            machine,
            "weft-" + worker.name(),
            () -> {
              try {
                worker.run();
              } catch (Throwable thrown) { // thrown to the caller
                failure.set(thrown);
              }
            });
    try {
      thread.join();
    } catch (InterruptedException e) {
      worker.finish();
      thread.interrupt();
      Uninterruptibly.join(thread);
      throw e;
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(worker.name() + " was interrupted", e);
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
