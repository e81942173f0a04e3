package dev.weft.engine.partition;

import dev.weft.engine.worker.Worker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The life of one partition in this replica: one state, and every transition of it.
 * docs/architecture.md draws it.
 *
 * <p>Any thread may call any method. None takes a lock, blocks or logs, since the lease guard calls
 * them too.
 */
final class PartitionLife {

  /** A worker, and the thread that it runs on. */
  record Served(Worker worker, Thread thread) {}

  /** How the partition stands here. */
  sealed interface State {

    /** Nobody serves it here: another replica owns it, or nobody, or a worker is about to begin. */
    record Free() implements State {}

    /** Its worker takes and handles messages. */
    record Serving(Served served) implements State {}

    /**
     * Its worker takes no more; what is in flight goes on.
     *
     * @param isReleasedThen whether another replica is to have it once the worker has ended
     */
    record Stopping(Served served, boolean isReleasedThen) implements State {}

    /** As {@link Stopping}; what is in flight was interrupted. */
    record Interrupted(Served served, boolean isReleasedThen) implements State {}

    /** Its worker has ended. This replica owns it until the others are told that it is released. */
    record Drained() implements State {}
  }

  private static final State FREE = new State.Free();
  private static final State DRAINED = new State.Drained();

  private final AtomicReference<State> state = new AtomicReference<>(FREE);

  /** A worker begins; false if the partition is not free. */
  boolean start(Served served) {
    return state.compareAndSet(FREE, new State.Serving(served));
  }

  /** Its worker is to take no more; returns who has to be told, null if nobody is serving. */
  @Nullable Served stop() {
    State before =
        change(
            now ->
                now instanceof State.Serving(Served served)
                    ? new State.Stopping(served, false)
                    : now);
    return before instanceof State.Serving(Served served) ? served : null;
  }

  /**
   * As {@link #stop}, and then the partition is {@linkplain #isDrained drained}: at once if no
   * worker is there.
   */
  @Nullable Served drain() {
    State before =
        change(
            now ->
                switch (now) {
                  case State.Free() -> DRAINED;
                  case State.Serving(Served served) -> new State.Stopping(served, true);
                  case State.Stopping(Served served, boolean then) ->
                      new State.Stopping(served, true);
                  case State.Interrupted(Served served, boolean then) ->
                      new State.Interrupted(served, true);
                  case State.Drained() -> now;
                });
    return before instanceof State.Serving(Served served) ? served : null;
  }

  /** What its worker has in flight is to be interrupted; returns whose, null unless it stops. */
  @Nullable Served interrupt() {
    State before =
        change(
            now ->
                now instanceof State.Stopping(Served served, boolean then)
                    ? new State.Interrupted(served, then)
                    : now);
    return before instanceof State.Stopping(Served served, boolean then) ? served : null;
  }

  /** Its worker has ended. */
  void ended() {
    change(now -> isReleasing(now) ? DRAINED : FREE);
  }

  /** The others know that it is not this replica's, or have taken it away. */
  void released() {
    change(
        now ->
            switch (now) {
              case State.Drained() -> FREE;
              case State.Stopping(Served served, boolean then) -> new State.Stopping(served, false);
              case State.Interrupted(Served served, boolean then) ->
                  new State.Interrupted(served, false);
              case State.Free free -> free;
              case State.Serving serving -> serving;
            });
  }

  /** Who serves it, or has not ended yet; null if nobody. */
  @Nullable Served served() {
    return switch (now()) {
      case State.Serving(Served served) -> served;
      case State.Stopping(Served served, boolean then) -> served;
      case State.Interrupted(Served served, boolean then) -> served;
      case State.Free free -> null;
      case State.Drained drained -> null;
    };
  }

  /** Whether it is being drained, or is. */
  boolean isReleasing() {
    return isReleasing(now());
  }

  /** Whether nothing is in flight any more, and the others may be told that it is released. */
  boolean isDrained() {
    return now().equals(DRAINED);
  }

  private State now() {
    return Objects.requireNonNull(state.get()); // there is always one
  }

  private static boolean isReleasing(State one) {
    return switch (one) {
      case State.Stopping(Served served, boolean then) -> then;
      case State.Interrupted(Served served, boolean then) -> then;
      case State.Drained() -> true;
      case State.Free free -> false;
      case State.Serving serving -> false;
    };
  }

  private State change(UnaryOperator<State> transition) {
    return state.getAndUpdate(transition);
  }
}
