package dev.weft.engine.worker;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does at present, and each way from one state to the next. What it may do is its
 * gate's to say: so a worker that is paused is {@link State.Opening}, and waits at its gate.
 *
 * <p>Any thread may call any method; none blocks.
 */
final class WorkerLife {

  /** What a worker does. */
  sealed interface State {

    /**
     * No source is open.
     *
     * @param problem why nothing is taken, for an operator; null if nobody waits for it
     * @param left a loop whose source did not return, and which may not be closed yet; null if
     *     there is none
     */
    record Opening(@Nullable String problem, @Nullable ReceiveLoop left) implements State {}

    /**
     * A source is open, and has not answered yet.
     *
     * @param problem as before it was opened
     */
    record Asking(ReceiveLoop loop, @Nullable String problem) implements State {}

    /** A source is open, and has answered. */
    record Taking(ReceiveLoop loop) implements State {}

    /** It serves no more, for good. */
    record Ended() implements State {}
  }

  private final AtomicReference<State> state;

  /**
   * No source was opened yet.
   *
   * @param problem what is shown until one has answered; null for nothing
   */
  WorkerLife(@Nullable String problem) {
    this.state = new AtomicReference<>(new State.Opening(problem, null));
  }

  /** A source was opened, and this loop serves. */
  void opened(ReceiveLoop loop) {
    change(now -> new State.Asking(loop, problemOf(now)));
  }

  /**
   * The source has answered. Called after each look at it.
   *
   * @return whether it is the first answer
   */
  boolean answered() {
    if (state.get() instanceof State.Asking asking) {
      return state.compareAndSet(asking, new State.Taking(asking.loop()));
    }
    return false;
  }

  /** That loop was closed; does nothing if another one serves by now. */
  void closed(ReceiveLoop loop) {
    change(now -> loop.equals(loopOf(now)) ? new State.Opening(problemOf(now), null) : now);
  }

  /** Nothing can be taken for this reason, until the next source has answered. */
  void failed(String problem) {
    change(
        now -> new State.Opening(problem, now instanceof State.Opening open ? open.left() : null));
  }

  /** As {@link #failed}, since the source of the loop that serves does not return. */
  void stalled(String problem) {
    change(now -> new State.Opening(problem, loopOf(now)));
  }

  /** It serves no more. */
  void ended() {
    state.set(new State.Ended());
  }

  /**
   * The loop that serves; where none does, one that is left, and has yet to be closed if the worker
   * stops meanwhile. Null if there is neither.
   */
  @Nullable ReceiveLoop loop() {
    return loopOf(now());
  }

  /** Why nothing is taken; empty if something is. */
  Optional<String> problem() {
    return Optional.ofNullable(problemOf(now()));
  }

  private State now() {
    return Objects.requireNonNull(state.get()); // there is always one
  }

  private void change(UnaryOperator<State> next) {
    state.updateAndGet(now -> now instanceof State.Ended ? now : next.apply(now));
  }

  private static @Nullable ReceiveLoop loopOf(State now) {
    return switch (now) {
      case State.Asking asking -> asking.loop();
      case State.Taking taking -> taking.loop();
      case State.Opening opening -> opening.left();
      case State.Ended ended -> null;
    };
  }

  private static @Nullable String problemOf(State now) {
    return switch (now) {
      case State.Opening opening -> opening.problem();
      case State.Asking asking -> asking.problem();
      case State.Taking taking -> null;
      case State.Ended ended -> null;
    };
  }
}
