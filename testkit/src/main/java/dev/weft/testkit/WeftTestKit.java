package dev.weft.testkit;

import dev.weft.Codec;
import dev.weft.PublishOptions;
import dev.weft.Publisher;
import dev.weft.codec.Codecs;
import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.SendArguments;
import dev.weft.engine.SideStream;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.publish.MessageIds;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.transport.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The handlers of a configuration at work in this process, on streams in memory and a clock that
 * the test moves: hours of retries pass in milliseconds.
 *
 * <p>Transport and clock are the only things that are not as in production. Handlers run on threads
 * of their own. Every question ({@link #handled}, {@link #published}, {@link #deadLetters}) first
 * waits until they have done all there is to do at the present time, as {@link #awaitIdle} does, so
 * a test needs neither sleep nor poll. One thread at a time uses a kit.
 *
 * <p>What a handler really takes is real time: its {@code timeout} goes by the machine's clock.
 */
public final class WeftTestKit implements AutoCloseable {

  /** The time at which a test's clock starts, unless it is set otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final KitTime time;
  private final Activity activity;
  private final Journal journal;
  private final Faults faults;
  private final List<Published> stored = new ArrayList<>(); // under the activity's lock
  private final Outbox outbox;
  private final MessageIds ids;
  private final Set<String> handlers;
  private final Map<String, String> deadLetterStreams;
  private final Duration patience;
  private final WorkerRuntime weft;

  WeftTestKit(
      Machine machine, WeftConfig config, UserClasses classes, Instant start, Duration patience) {
    this.patience = patience;
    ids = MessageIds.of(machine);
    handlers =
        config.handlers().stream()
            .map(HandlerConfig::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    deadLetterStreams =
        config.handlers().stream()
            .filter(handler -> handler.giveUp().deadLetters())
            .map(handler -> handler.consumer().stream())
            .distinct()
            .collect(
                Collectors.toMap(
                    stream -> stream,
                    stream -> SideStream.DEAD_LETTERS.name(stream),
                    (one, other) -> one,
                    TreeMap::new));
    time = new KitTime(start);
    activity = new Activity(machine, handlers, time);
    journal = new Journal(activity, time, config.handlers());
    faults = new Faults(activity, handlers);
    var memory = new MemoryTransport(machine, time.clock());
    outbox = new KitOutbox(memory.outbox(), subject -> {}, stored, time, activity);
    var theirs = new KitOutbox(memory.outbox(), faults::checkPublish, stored, time, activity);
    var transport = new KitTransport(memory, theirs, config.handlers(), faults, activity);
    weft = WorkerRuntime.start(config, classes, journal, transport, machine, time);
  }

  /**
   * A kit for a configuration, still to be started.
   *
   * @param config a resource on the class path or, if there is none, a file; its name is relative
   *     to the directory the tests run in
   */
  public static KitBuilder of(String config) {
    return new KitBuilder(config);
  }

  /** {@link #publish(String, Object, PublishOptions)} with a fresh id and no headers. */
  public String publish(String subject, Object payload) {
    return publish(subject, payload, PublishOptions.defaults());
  }

  /**
   * Publishes a message: text for a {@code String}, bytes for a {@code byte[]}, and JSON for any
   * other type. Does not wait for a handler.
   *
   * @return the message's id
   * @throws dev.weft.TransportException if no stream of the configuration takes the subject
   */
  public String publish(String subject, Object payload, PublishOptions options) {
    SendArguments.check(subject, payload, options);
    return publisher(Codecs.forType(payload.getClass())).publish(subject, payload, options).id();
  }

  /** Publishes by a codec of the application's own, which {@link #publish} does not know. */
  public <T> Publisher<T> publisher(Codec<T> codec) {
    return new CodecPublisher<>(codec, outbox, Observer.none(), ids);
  }

  /** The test's clock. */
  public Instant now() {
    return time.instant();
  }

  /**
   * Moves the clock on, from one moment at which something is due to the next, and waits each time
   * until all is done: what is retried on the way is handled at its very time.
   *
   * @throws IllegalArgumentException if {@code by} is negative
   * @throws AssertionError if handlers take longer than the kit's patience, 10 s unless set
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("advance by " + by + ": the time must not go back");
    }
    Instant end = now().plus(by);
    awaitIdle();
    while (now().isBefore(end)) {
      activity.moveTo(activity.nextStop(end).orElse(end));
      awaitIdle();
    }
  }

  /**
   * Waits until everything that can be delivered at the present time is handled and settled; what
   * waits for a later time stays, and so does what waits for others of its batch. A message that a
   * handler with {@code ack = manual} has not settled is waited for.
   *
   * @throws AssertionError if that takes longer than the kit's patience, 10 s unless set; it says
   *     what is in work and where
   */
  public void awaitIdle() {
    try {
      activity.awaitCalm(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the handlers", e);
    }
  }

  /**
   * What a handler was given so far, one entry for each delivery, in the order of settlement.
   *
   * @throws IllegalArgumentException if no handler of this name is configured
   */
  public List<Handled> handled(String handler) {
    if (!handlers.contains(handler)) {
      throw Unknown.handler(handler, handlers);
    }
    return journal().stream().filter(entry -> entry.handler().equals(handler)).toList();
  }

  /** The deliveries of one message so far, to whichever handler, in the order of settlement. */
  public List<Handled> deliveries(String id) {
    return journal().stream().filter(entry -> entry.id().equals(id)).toList();
  }

  /**
   * What streams have stored so far on a subject, whoever published it, the test included.
   *
   * @param subject may have wildcards: {@code orders.>}
   */
  public List<Published> published(String subject) {
    awaitIdle();
    var pattern = new SubjectPattern(subject);
    return activity.locked(
        () -> stored.stream().filter(message -> pattern.matches(message.subject())).toList());
  }

  /**
   * The payloads of {@link #published(String)}.
   *
   * @throws IllegalArgumentException if one is of another type
   */
  public <T> List<T> published(String subject, Class<T> type) {
    return published(subject).stream().map(message -> message.payload(type)).toList();
  }

  /**
   * What was given up of a stream's messages so far.
   *
   * @param stream the original stream's name
   * @throws IllegalArgumentException if no handler keeps dead letters of this stream
   */
  public List<DeadLetter> deadLetters(String stream) {
    String kept = deadLetterStreams.get(stream);
    if (kept == null) {
      throw Unknown.stream(stream, deadLetterStreams.keySet());
    }
    awaitIdle();
    return activity.locked(
        () ->
            stored.stream()
                .filter(message -> message.position().stream().equals(kept))
                .filter(DeadLetter::isOne)
                .map(DeadLetter::new)
                .toList());
  }

  /** What the test lets go wrong. */
  public Faults faults() {
    return faults;
  }

  /** Stops the handlers, interrupting what is in work. A second call does nothing. */
  @Override
  public void close() {
    weft.stopNow();
  }

  private List<Handled> journal() {
    awaitIdle();
    return journal.entries();
  }
}
