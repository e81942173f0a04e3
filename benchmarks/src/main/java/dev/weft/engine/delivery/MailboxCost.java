package dev.weft.engine.delivery;

import dev.weft.Headers;
import dev.weft.engine.dispatch.KeyedDelivery;
import dev.weft.engine.dispatch.Mailboxes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the order by key costs a message beyond its handling, with a thousand keys. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MailboxCost {

  private static final int KEYS = 1_000;
  private static final byte[] NO_DATA = {};

  private final Mailboxes mailboxes = new Mailboxes();
  private final String[] keys = new String[KEYS];
  private long sequence;

  /** The keys, made once. */
  public MailboxCost() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "customer-" + i;
    }
  }

  /** Into its mailbox, to its turn, and out again. */
  @Benchmark
  public boolean inAndOut() {
    long number = sequence++;
    var delivery = new FakeDelivery("orders.placed", NO_DATA, Headers.empty(), number);
    mailboxes.add(keys[(int) (number % KEYS)], delivery);
    KeyedDelivery next = mailboxes.takeReady();
    if (next == null) {
      throw new IllegalStateException("what was added is not ready");
    }
    mailboxes.finished(next, System.nanoTime());
    return mailboxes.isReady();
  }
}
