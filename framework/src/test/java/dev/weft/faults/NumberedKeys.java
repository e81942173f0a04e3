package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.StreamPosition;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Traffic of many keys at a steady rate, each key's messages numbered from 0 on, and the handler in
 * this process that sees to it that they come so: none before the last one of its key has ended.
 * Any thread may call it.
 */
final class NumberedKeys {

  private static final Logger log = LoggerFactory.getLogger(NumberedKeys.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  /** What of a key is to come next, what has ended, and whether something of it is at work. */
  private static final class Key {
    int next;
    boolean atWork;
    final BitSet ended = new BitSet();
  }

  private final String prefix;
  private final int keys;
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Map<String, Key> states = new ConcurrentHashMap<>();
  private final Map<String, Integer> publishedOfEach = new ConcurrentHashMap<>();
  private @Nullable Thread thread;
  private volatile boolean flowing = true;
  private volatile boolean paused;

  /**
   * Traffic that does not flow yet.
   *
   * @param prefix what subjects begin with; the key follows
   */
  NumberedKeys(String prefix, int keys) {
    this.prefix = prefix;
    this.keys = keys;
  }

  /** Lets it flow until {@link #stop}. */
  void flow(JetStream stream, int perSecond) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("numbered-keys")
            .start(() -> publish(stream, 1_000_000_000L / perSecond));
  }

  int published() {
    return published.get();
  }

  int handled() {
    return handled.get();
  }

  /** Whether what is published is handled, but for what is on its way. */
  boolean isKeptUpWith() {
    return published.get() - handledOnce() < 50;
  }

  /** How many were handled, each counted once, whatever their order. */
  int handledOnce() {
    return handled.get() - again.get();
  }

  /** How many were handled again after they had been handled. */
  int again() {
    return again.get();
  }

  /** What has come out of order, or was at work beside another one of its key. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Publishes nothing until {@link #goOn}, but for what is on its way. */
  void pause() {
    paused = true;
  }

  void goOn() {
    paused = false;
  }

  /** Publishes no more, and returns when the last message is stored. */
  void stop() throws InterruptedException {
    flowing = false;
    if (thread != null) {
      thread.join();
    }
  }

  /** How many of each key were published, once {@link #stop} has returned. */
  Map<String, Integer> publishedOfEach() {
    return Map.copyOf(publishedOfEach);
  }

  /** The numbers that were published and have not ended, by their subject. */
  Map<String, List<Integer>> missing() {
    var missing = new TreeMap<String, List<Integer>>();
    publishedOfEach.forEach(
        (name, count) -> {
          BitSet open = ended(name);
          open.flip(0, count);
          if (!open.isEmpty()) {
            missing.put(prefix + name, open.stream().boxed().toList());
          }
        });
    return missing;
  }

  private BitSet ended(String name) {
    Key key = states.get(name);
    if (key == null) {
      return new BitSet();
    }
    synchronized (key) {
      return (BitSet) key.ended.clone();
    }
  }

  /** Notes what comes, and takes so long over each. Keys are the last tokens of subjects. */
  Handler<String> handler(Duration time) {
    return handler(message -> LockSupport.parkNanos(time.toNanos()));
  }

  /**
   * Notes what comes, and has it handled.
   *
   * @param act handles it; what fails has to come again before the next of its key, what is
   *     rejected has ended
   */
  Handler<String> handler(Handler<String> act) {
    return message -> {
      String name = message.subject().substring(message.subject().lastIndexOf('.') + 1);
      Key key = states.computeIfAbsent(name, none -> new Key());
      boolean first = begin(key, name, message);
      boolean ended = false;
      try {
        act.handle(message);
        ended = true;
      } catch (RejectException e) {
        ended = true;
        throw e;
      } finally {
        end(key, number(message), first, ended);
      }
    };
  }

  private void end(Key key, int number, boolean first, boolean ended) {
    boolean before;
    synchronized (key) {
      key.atWork = false;
      if (first && !ended) {
        key.next--;
      }
      before = key.ended.get(number);
      if (ended) {
        key.ended.set(number);
      }
    }
    if (ended) {
      handled.incrementAndGet();
      if (before) {
        again.incrementAndGet();
      }
    }
  }

  private static int number(Message<String> message) {
    return Integer.parseInt(message.payload());
  }

  /** Whether it is the next of its key, or comes again after it has ended. */
  private boolean begin(Key key, String name, Message<String> message) {
    int number = number(message);
    synchronized (key) {
      boolean first = number == key.next;
      boolean isAgain = number < key.next; // with attempt 1 after a crash of the server
      if (key.atWork || !(first || isAgain)) {
        violations.add(
            "%s: %d came, %s, attempt %d, %d was next%s"
                .formatted(
                    name,
                    number,
                    message.position().map(StreamPosition::toString).orElse("of no stream"),
                    message.attempt(),
                    key.next,
                    key.atWork ? ", and one was at work" : ""));
      }
      key.atWork = true;
      key.next = Math.max(key.next, number + 1);
      return first;
    }
  }

  private void publish(JetStream stream, long intervalNanos) {
    var random = new Random(17);
    var numbers = new int[keys];
    long next = System.nanoTime();
    while (flowing) {
      if (paused) {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        continue;
      }
      int key = random.nextInt(keys);
      publish(stream, prefix + "k" + key, numbers[key]++);
      publishedOfEach.put("k" + key, numbers[key]);
      published.incrementAndGet();
      next = Math.max(next + intervalNanos, System.nanoTime() - 100_000_000L);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void publish(JetStream stream, String subject, int number) {
    var options = PublishOptions.builder().messageId(subject + "-" + number).build();
    while (true) {
      try {
        stream.publish(subject, String.valueOf(number).getBytes(UTF_8), options);
        return;
      } catch (IOException | JetStreamApiException | IllegalStateException e) {
        // The stream may have it all the same: the same id keeps a second one out.
        log.debug("{} {} not confirmed: {}", subject, number, e.getMessage());
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }
}
