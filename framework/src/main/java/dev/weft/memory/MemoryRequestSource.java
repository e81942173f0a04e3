package dev.weft.memory;

import dev.weft.transport.IncomingRequest;
import dev.weft.transport.RequestSource;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;

/** The waiting line of one who receives requests. */
final class MemoryRequestSource implements RequestSource {

  private final String subject;
  private final SubjectPattern pattern;
  private final Optional<String> queueGroup;
  private final Guard guard;
  private final Consumer<MemoryRequestSource> leave;
  // Under the guard.
  private final Queue<IncomingRequest> line = new ArrayDeque<>();
  private final Condition changed;
  private boolean closed;

  /**
   * A source that is open.
   *
   * @param leave called under the guard when it is closed
   */
  MemoryRequestSource(
      String subject,
      Optional<String> queueGroup,
      Guard guard,
      Consumer<MemoryRequestSource> leave) {
    this.subject = subject;
    this.pattern = SubjectPattern.of(subject);
    this.queueGroup = queueGroup;
    this.guard = guard;
    this.leave = leave;
    this.changed = guard.condition();
  }

  Optional<String> queueGroup() {
    return queueGroup;
  }

  boolean takes(String literal) {
    return pattern.matches(literal);
  }

  void add(IncomingRequest request) {
    line.add(request);
    changed.signalAll();
  }

  void wake() {
    changed.signalAll();
  }

  @Override
  public Optional<IncomingRequest> next(Duration wait) throws InterruptedException {
    guard.lockInterruptibly();
    try {
      long deadline = guard.machine().nanoTime() + Ticker.nanosOf(wait);
      while (true) {
        guard.checkOpen("subscription to " + subject);
        long left = deadline - guard.machine().nanoTime();
        if (!line.isEmpty() || closed || left <= 0) {
          return Optional.ofNullable(line.poll());
        }
        boolean woken = changed.await(left, TimeUnit.NANOSECONDS);
        if (!woken) {
          return Optional.ofNullable(line.poll());
        }
      }
    } finally {
      guard.unlock();
    }
  }

  @Override
  public boolean isOver() {
    return guard.locked(() -> closed && line.isEmpty());
  }

  @Override
  public void close() {
    guard.locked(
        () -> {
          closed = true;
          leave.accept(this);
          changed.signalAll();
        });
  }
}
