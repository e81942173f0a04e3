package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.memory.ManualClock;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.ForwardingDelivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outbox;
import dev.weft.transport.Presence;
import dev.weft.transport.Registers;
import dev.weft.transport.Requests;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transport that a test takes away and gives back. */
public final class BreakableTransport implements Transport {

  private final Transport inner;
  private volatile @Nullable String fault;
  private volatile @Nullable Error error;
  private volatile boolean lasting;
  private final Set<String> emptied = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lookUps = new AtomicInteger();
  private final AtomicBoolean stalls = new AtomicBoolean();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final AtomicInteger beats = new AtomicInteger();
  private final Map<String, Supplier<Throwable>> refused = new ConcurrentHashMap<>();
  private final AtomicBoolean interrupts = new AtomicBoolean();
  private final AtomicInteger opened = new AtomicInteger();
  private volatile boolean unsteady;
  private volatile CountDownLatch mayClose = new CountDownLatch(0);
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicBoolean repeats = new AtomicBoolean();
  private final AtomicReference<@Nullable Delivery> last = new AtomicReference<>();
  private final AtomicInteger breaks = new AtomicInteger();

  public BreakableTransport(Transport inner) {
    this.inner = inner;
  }

  /** From now on a stream has nothing, as after a purge. */
  public void empty(String stream) {
    emptied.add(stream);
  }

  /** How often the last message on a subject was asked for. */
  public int lookUps() {
    return lookUps.get();
  }

  public void breakNow(String why) {
    fault = why;
  }

  /** Whoever asks for anything gets that thrown. */
  public void breakBy(Error thrown) {
    error = thrown;
  }

  public void breakForGood(String why) {
    lasting = true;
    fault = why;
  }

  public void mend() {
    error = null;
    fault = null;
  }

  /** Whether whoever asks for anything gets a failure. */
  public boolean isBroken() {
    return fault != null || error != null;
  }

  /** The next message that comes is kept by the source it comes to, which does not return. */
  public void stallOnce() {
    stalls.set(true);
  }

  /** Whoever extends the message with this text gets that thrown. */
  public void refuseToExtend(String text, Supplier<Throwable> failure) {
    refused.put(text, failure);
  }

  /** The thread that takes the next message is interrupted just then. */
  public void interruptOnce() {
    interrupts.set(true);
  }

  /** From now on no source is closed before {@link #letClose}. */
  public void holdCloses() {
    mayClose = new CountDownLatch(1);
  }

  /** Sources that are being closed are. */
  public void letClose() {
    mayClose.countDown();
  }

  /** From now on every source fails at its second look. */
  public void failAgainAndAgain() {
    unsteady = true;
  }

  /** How many sources were opened. */
  public int opened() {
    return opened.get();
  }

  /** The next deliveries get lost on their way. */
  public void lose(int deliveries) {
    losses.addAndGet(deliveries);
  }

  /** The next deliveries get lost, and sources know that something has happened. */
  public void reset(int deliveries) {
    lose(deliveries);
    breaks.incrementAndGet();
  }

  /** The next deliveries come behind another copy of the last one before them. */
  public void repeat() {
    repeats.set(true);
  }

  private List<Delivery> behindCopies(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return deliveries;
    }
    Delivery before = last.getAndSet(deliveries.getLast());
    if (before == null || !repeats.compareAndSet(true, false)) {
      return deliveries;
    }
    var all = new ArrayList<Delivery>();
    all.add(again(before));
    all.addAll(deliveries);
    return all;
  }

  private static Delivery again(Delivery delivery) {
    return new ForwardingDelivery(delivery) {
      @Override
      public int attempt() {
        return super.attempt() + 1;
      }

      @Override
      public long number() {
        return 0; // it has none of its own
      }
    };
  }

  private List<Delivery> without(List<Delivery> deliveries) {
    int lost = Math.min(losses.get(), deliveries.size());
    losses.addAndGet(-lost);
    return deliveries.subList(lost, deliveries.size());
  }

  /** Lets the source that does not return do so. */
  public void unstall() {
    stalled.countDown();
  }

  /**
   * Lets two ack waits pass, a third of one at a time, which is when a beat of the one worker on
   * this transport is due: however late the beats come, only what they forget comes again. A third
   * has to be short beside the time after which a source that does not return is left.
   */
  public void outlast(Duration ackWait, MovedMachine machine) {
    for (int third = 0; third < 6; third++) {
      int before = beats.get();
      machine.move(ackWait.dividedBy(3));
      await("a beat of the keep-alive").until(() -> beats.get() > before);
    }
  }

  /**
   * Lets two ack waits pass on the clock, half of one at a time and a beat of the one worker on
   * this transport between them: however late the beats come, only what they forget comes again.
   */
  public void outlast(Duration ackWait, ManualClock clock) {
    for (int half = 0; half < 4; half++) {
      int before = beats.get();
      // The first of them may have been under way.
      await("beats of the keep-alive").until(() -> beats.get() >= before + 2);
      clock.advance(ackWait.dividedBy(2));
    }
  }

  private List<Delivery> stalled(List<Delivery> deliveries) {
    if (!deliveries.isEmpty() && stalls.compareAndSet(true, false)) {
      boolean waiting = true;
      while (waiting) {
        try {
          stalled.await();
          waiting = false;
        } catch (InterruptedException e) {
          waiting = true; // as code that ignores it
        }
      }
    }
    return deliveries;
  }

  private List<Delivery> taken(List<Delivery> deliveries) {
    if (!deliveries.isEmpty() && interrupts.compareAndSet(true, false)) {
      Thread.currentThread().interrupt();
    }
    return refused.isEmpty() ? deliveries : deliveries.stream().map(this::refusing).toList();
  }

  private Delivery refusing(Delivery delivery) {
    Supplier<Throwable> failure = refused.get(new String(delivery.data(), UTF_8));
    if (failure == null) {
      return delivery;
    }
    return (Delivery)
        Proxy.newProxyInstance(
            Delivery.class.getClassLoader(),
            new Class<?>[] {Delivery.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("extend")) {
                throw failure.get();
              }
              return method.invoke(delivery, arguments);
            });
  }

  private void check() {
    Error thrown = error;
    if (thrown != null) {
      throw thrown;
    }
    String why = fault;
    if (why != null) {
      throw lasting ? TransportException.lasting(why, null) : TransportException.passing(why, null);
    }
  }

  @Override
  public Presence inspect(StreamSpec stream) {
    check();
    return inner.inspect(stream);
  }

  @Override
  public Presence inspect(ConsumerSpec consumer) {
    check();
    return inner.inspect(consumer);
  }

  @Override
  public Optional<Map<String, Object>> settings(StreamSpec stream) {
    check();
    return inner.settings(stream);
  }

  @Override
  public Optional<StreamState> state(String stream) {
    check();
    return inner.state(stream);
  }

  @Override
  public Optional<StreamState> state(String stream, String subjects) {
    check();
    return inner.state(stream, subjects);
  }

  @Override
  public Optional<Map<String, Object>> settings(ConsumerSpec consumer) {
    check();
    return inner.settings(consumer);
  }

  @Override
  public List<String> streamsTaking(String subjects) {
    check();
    return inner.streamsTaking(subjects);
  }

  @Override
  public AccountLimits limits() {
    check();
    return inner.limits();
  }

  @Override
  public ConsumerState state(ConsumerSpec consumer) {
    check();
    return inner.state(consumer);
  }

  @Override
  public void create(StreamSpec stream) {
    check();
    inner.create(stream);
  }

  @Override
  public void create(ConsumerSpec consumer) {
    check();
    inner.create(consumer);
  }

  @Override
  public Source open(ConsumerSpec consumer, ReceiveMode mode) {
    check();
    Source source = inner.open(consumer, mode);
    opened.incrementAndGet();
    var looks = new AtomicInteger();
    return new Source() {
      @Override
      public List<Delivery> next(int demand, Duration wait) throws InterruptedException {
        check();
        if (unsteady && looks.incrementAndGet() > 1) {
          throw TransportException.passing("a source that is unsteady", null);
        }
        List<Delivery> come = source.next(demand, Duration.ofMillis(20));
        return taken(stalled(behindCopies(without(come))));
      }

      @Override
      public void wake() {
        source.wake();
      }

      @Override
      public void extend() {
        source.extend();
        beats.incrementAndGet();
      }

      @Override
      public long breaks() {
        return source.breaks() + breaks.get();
      }

      @Override
      public void pace(long nanos) {
        source.pace(nanos);
      }

      @Override
      public Duration ackWait() {
        return source.ackWait();
      }

      @Override
      public void close() {
        Uninterruptibly.await(mayClose);
        source.close();
      }
    };
  }

  @Override
  public Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries) {
    check();
    return inner.recall(consumer, sequence, deliveries);
  }

  @Override
  public Optional<byte[]> last(String stream, String subject) {
    check();
    lookUps.incrementAndGet();
    return emptied.contains(stream) ? Optional.empty() : inner.last(stream, subject);
  }

  @Override
  public List<byte[]> all(String stream, String subjects) {
    check();
    return inner.all(stream, subjects);
  }

  @Override
  public Optional<Kept> next(String stream, long sequence, String subjects) {
    check();
    return inner.next(stream, sequence, subjects);
  }

  @Override
  public boolean keepsSchedules() {
    return inner.keepsSchedules();
  }

  @Override
  public Outbox outbox() {
    return inner.outbox();
  }

  @Override
  public Registers registers(Duration limit) {
    return new Registers() {
      @Override
      public Optional<Entry> read(String stream, String subject) {
        check();
        return inner.registers(limit).read(stream, subject);
      }

      @Override
      public OptionalLong replace(String subject, long revision, byte[] data) {
        check();
        return inner.registers(limit).replace(subject, revision, data);
      }
    };
  }

  @Override
  public Requests requests() {
    check();
    return inner.requests();
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(fault).or(inner::problem);
  }

  @Override
  public void close() {
    inner.close();
  }
}
