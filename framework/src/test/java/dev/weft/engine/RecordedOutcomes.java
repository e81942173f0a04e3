package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Writes down what an observer is told, as lines such as {@code ack one #1}. */
public final class RecordedOutcomes implements PartialObserver {

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean failsAtCall = new AtomicBoolean();
  private volatile @Nullable Incident failing;
  private volatile int gathering;

  /** The next batch call is not begun: this throws when it is told of it. */
  public void failAtNextCall() {
    failsAtCall.set(true);
  }

  /** From now on this throws whenever it is told of that. */
  public void failAt(Incident incident) {
    failing = incident;
  }

  @Override
  public void calling(HandlerId handler, int messages) {
    if (failsAtCall.compareAndSet(true, false)) {
      throw new IllegalStateException("for the test");
    }
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    return new Processing() {
      @Override
      public void failed(Failure failure) {
        lines.add("failed " + failure.type().getSimpleName());
      }

      @Override
      public void close() {
        lines.add("end " + text(delivery));
      }
    };
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    String what = outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    lines.add(what + " " + text(delivery) + " #" + delivery.attempt() + (sent ? "" : " unsent"));
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    lines.add("happened " + incident);
    if (incident == failing) {
      throw new IllegalStateException("for the test");
    }
  }

  @Override
  public void gathering(HandlerId handler, int messages, Duration most) {
    gathering = messages;
  }

  void note(String line) {
    lines.add(line);
  }

  /** How many messages wait for others of their batch now. */
  public int gathering() {
    return gathering;
  }

  /** All lines so far. */
  public List<String> all() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** The settlements so far. */
  public List<String> settlements() {
    return all().stream().filter(line -> line.contains("#")).toList();
  }

  /** Waits until these settlements, and no others, have been made, in this order. */
  public void awaitSettlements(String... expected) {
    await().untilAsserted(() -> assertThat(settlements()).containsExactly(expected));
  }

  private static String text(Delivery delivery) {
    return new String(delivery.data(), UTF_8);
  }
}
