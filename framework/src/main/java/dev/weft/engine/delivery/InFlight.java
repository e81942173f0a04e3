package dev.weft.engine.delivery;

import dev.weft.engine.HandBack;
import dev.weft.engine.ServiceTime;
import dev.weft.engine.UserCode;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that one worker has in flight: it makes each one, knows which are under way and how
 * long they take, and interrupts them. Every dispatch makes its attempts here.
 *
 * <p>Any thread may call any method; only {@link #run} blocks.
 */
public final class InFlight {

  private static final Logger log = LoggerFactory.getLogger(InFlight.class);

  private final Pipeline pipeline;
  private final Settler settler;
  private final Attempts attempts;
  private final ServiceTime serviceTime = new ServiceTime();
  private volatile boolean interrupted;

  private InFlight(Pipeline pipeline, Settler settler, Attempts attempts) {
    this.pipeline = pipeline;
    this.settler = settler;
    this.attempts = attempts;
  }

  /** For a worker that makes one attempt at a time. */
  public static InFlight oneAtATime(Pipeline pipeline, Settler settler) {
    return new InFlight(pipeline, settler, new OneAttempt());
  }

  /** For a worker that makes several attempts at once. */
  public static InFlight severalAtOnce(Pipeline pipeline, Settler settler) {
    return new InFlight(pipeline, settler, new SeveralAttempts());
  }

  /**
   * Makes one attempt, on the calling thread. Throws nothing: a delivery for which not even the
   * pipeline finds an outcome is delivered again after {@link Pipeline#NO_VERDICT}. Once {@link
   * #interrupt} was called, it hands the delivery back.
   *
   * @return false if the thread was abandoned meanwhile, so that another one goes on in its place
   */
  public boolean run(Delivery delivery) {
    Attempt attempt = null;
    try {
      attempt = new Attempt(delivery, settler, Thread.currentThread());
      attempts.add(attempt);
      if (interrupted) { // since the delivery was received
        HandBack.all(List.of(delivery));
      } else {
        pipeline.run(attempt);
      }
    } catch (Throwable thrown) { // no memory for it, say: neither slot nor message may be lost
      failed(delivery, attempt, thrown);
    }
    return attempt == null || end(attempt);
  }

  private boolean end(Attempt attempt) {
    attempts.remove(attempt);
    serviceTime.add(attempt.age().toNanos());
    return attempt.end();
  }

  // Throws nothing: who calls it has yet to take the attempt off the list and give its slot back.
  private static void failed(Delivery delivery, @Nullable Attempt attempt, Throwable thrown) {
    try {
      Failure failure = Failure.of(thrown);
      settle(
          delivery,
          attempt,
          new Outcome.Retry(
              Pipeline.NO_VERDICT, "the attempt failed: " + failure.describe(), failure));
      tell(delivery, failure);
    } catch (Throwable again) { // no memory for this either
      // The message is delivered again after its ack wait.
    }
  }

  private static void settle(Delivery delivery, @Nullable Attempt attempt, Outcome outcome) {
    UserCode.run( // at worst it is delivered again after its ack wait
        () -> {
          if (attempt == null) {
            delivery.settle(outcome);
          } else {
            attempt.settleUntold(outcome);
          }
        });
  }

  private static void tell(Delivery delivery, Failure failure) {
    UserCode.run( // a logger's appender may throw too
        () ->
            log.error(
                "{}: an attempt failed in Weft itself; it is delivered again in {} s: {}",
                delivery,
                Pipeline.NO_VERDICT.toSeconds(),
                failure.stack()));
  }

  /** Leaves out an attempt whose thread was abandoned. */
  public void remove(Attempt attempt) {
    attempts.remove(attempt);
  }

  /** Interrupts all that are under way, for good: no further one begins. Takes no lock. */
  public void interrupt() {
    interrupted = true; // before it looks: an attempt that is not there yet sees this after that
    attempts.each(attempt -> attempt.thread().interrupt());
  }

  /** How many attempts are under way. */
  public int count() {
    var count = new AtomicInteger();
    attempts.each(attempt -> count.incrementAndGet());
    return count.get();
  }

  /** Shows each attempt that is under way. */
  public void each(Consumer<Attempt> look) {
    attempts.each(look);
  }

  /** Whether the worker never has two messages in flight at once. */
  boolean isOneAtATime() {
    return attempts.isOneAtMost();
  }

  /** The service time: how many nanoseconds an attempt takes, on average. */
  public double serviceNanos() {
    return serviceTime.nanos();
  }

  /** The attempts under way; any thread may call any method. */
  private interface Attempts {
    void add(Attempt attempt);

    void remove(Attempt attempt);

    void each(Consumer<Attempt> look);

    boolean isOneAtMost();
  }

  /** At most one, so that adding it allocates nothing. */
  private static final class OneAttempt implements Attempts {

    private final AtomicReference<@Nullable Attempt> present = new AtomicReference<>();

    @Override
    public void add(Attempt attempt) {
      present.set(attempt);
    }

    @Override
    public void remove(Attempt attempt) {
      present.compareAndSet(attempt, null); // a replacement thread may have its own by now
    }

    @Override
    public void each(Consumer<Attempt> look) {
      Attempt attempt = present.get();
      if (attempt != null) {
        look.accept(attempt);
      }
    }

    @Override
    public boolean isOneAtMost() {
      return true;
    }
  }

  /** Any number. */
  private static final class SeveralAttempts implements Attempts {

    private final Set<Attempt> present = ConcurrentHashMap.newKeySet();

    @Override
    public void add(Attempt attempt) {
      present.add(attempt);
    }

    @Override
    public void remove(Attempt attempt) {
      present.remove(attempt);
    }

    @Override
    public void each(Consumer<Attempt> look) {
      present.forEach(look);
    }

    @Override
    public boolean isOneAtMost() {
      return false;
    }
  }
}
