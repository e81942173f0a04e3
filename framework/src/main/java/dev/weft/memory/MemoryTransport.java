package dev.weft.memory;

import dev.weft.ReceiveMode;
import dev.weft.machine.Machine;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outbox;
import dev.weft.transport.Presence;
import dev.weft.transport.Registers;
import dev.weft.transport.Requests;
import dev.weft.transport.SizeLimit;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import dev.weft.transport.settings.SubjectPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Streams and consumers within the process, with JetStream's delivery rules: server and connection
 * in one. What it keeps is gone with it.
 *
 * <p>It takes the settings of a server, under their names, with the server's defaults:
 *
 * <ul>
 *   <li>of a stream {@code subjects}, {@code retention} ({@code limits} or {@code workqueue}),
 *       {@code max_msgs}, {@code max_msgs_per_subject}, {@code discard}, {@code duplicate_window}
 *       and {@code allow_msg_schedules};
 *   <li>of a consumer {@code ack_wait}, {@code max_deliver}, {@code max_ack_pending}, {@code
 *       filter_subject}, {@code filter_subjects}, {@code headers_only}, {@code deliver_policy}
 *       ({@code all}, {@code last}, {@code new} or {@code by_start_sequence}) and {@code
 *       opt_start_seq}.
 * </ul>
 *
 * <p>Settings that describe something, or bound what is stored or sent over a wire ({@code
 * description}, {@code metadata}, {@code storage}, {@code num_replicas}, {@code max_age}, {@code
 * max_bytes}, {@code max_waiting}, {@code inactive_threshold} and their like), are kept for {@code
 * inspect} and have no effect. Any other setting that asks for something is refused with a {@link
 * dev.weft.TransportException} when the stream or consumer is created.
 *
 * <p>Where {@code max_deliver} ends a message, a stream that takes the server's advisory subject
 * gets the advisory.
 *
 * <p>Where a server would have rules of its own: {@link ReceiveMode#PUSH} and {@link
 * ReceiveMode#PULL} are the same here, since nothing is received ahead of demand. A publish is
 * stored when it returns, an interrupt notwithstanding. Time limits of callers and of requests go
 * by the machine's time, also where another clock is moved by hand. After {@link #close} everything
 * throws, {@link Source#next} included, and a request that is not answered yet fails.
 */
public final class MemoryTransport implements Transport {

  private final Guard guard;
  private final Streams streams;
  private final Outbox outbox;
  private final Registers registers;
  private final MemoryRequests requests;

  /** An empty transport on the machine that the process runs on. */
  public MemoryTransport() {
    this(Machine.real());
  }

  /** As {@link #MemoryTransport()}, on a time that is moved by hand. */
  public MemoryTransport(ManualClock clock) {
    this(Machine.real(), clock);
  }

  /** An empty transport on a machine, and on its time. */
  public MemoryTransport(Machine machine) {
    this(machine, new MachineTicker(machine), SizeLimit.DEFAULT);
  }

  /** As {@link #MemoryTransport(Machine)}, on a time that is moved by hand. */
  public MemoryTransport(Machine machine, ManualClock clock) {
    this(machine, clock, SizeLimit.DEFAULT);
  }

  /** As {@link #MemoryTransport(Machine)}, as a server with another {@code max_payload}. */
  public MemoryTransport(Machine machine, SizeLimit limit) {
    this(machine, new MachineTicker(machine), limit);
  }

  private MemoryTransport(Machine machine, Ticker ticker, SizeLimit limit) {
    guard = new Guard(machine);
    streams = new Streams(guard, ticker);
    outbox = new MemoryOutbox(streams, guard, limit);
    registers = new MemoryRegisters(streams, guard);
    requests = new MemoryRequests(guard, limit);
    ticker.onMove(() -> guard.locked(streams::wake));
  }

  @Override
  public Presence inspect(StreamSpec stream) {
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream.name());
          return streams.inspect(stream);
        });
  }

  @Override
  public Presence inspect(ConsumerSpec consumer) {
    return guard.locked(
        () -> {
          guard.checkOpen(Streams.name(consumer));
          return streams.inspect(consumer);
        });
  }

  @Override
  public Optional<Map<String, Object>> settings(StreamSpec stream) {
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream.name());
          return streams.settings(stream);
        });
  }

  @Override
  public Optional<StreamState> state(String stream) {
    return state(stream, subject -> false);
  }

  @Override
  public Optional<StreamState> state(String stream, String subjects) {
    return state(stream, SubjectPattern.of(subjects)::matches);
  }

  private Optional<StreamState> state(String stream, Predicate<String> subjects) {
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream);
          return streams.state(stream, subjects);
        });
  }

  @Override
  public Optional<Map<String, Object>> settings(ConsumerSpec consumer) {
    return guard.locked(
        () -> {
          guard.checkOpen(Streams.name(consumer));
          return streams.settings(consumer);
        });
  }

  @Override
  public List<String> streamsTaking(String subjects) {
    return guard.locked(
        () -> {
          guard.checkOpen("streams of " + subjects);
          return streams.taking(SubjectPattern.of(subjects));
        });
  }

  @Override
  public AccountLimits limits() {
    return AccountLimits.NONE;
  }

  @Override
  public ConsumerState state(ConsumerSpec consumer) {
    return guard.locked(
        () -> {
          guard.checkOpen(Streams.name(consumer));
          return streams.consumer(consumer).state();
        });
  }

  @Override
  public void create(StreamSpec stream) {
    guard.locked(
        () -> {
          guard.checkOpen("stream " + stream.name());
          streams.create(stream);
        });
  }

  @Override
  public void create(ConsumerSpec consumer) {
    guard.locked(
        () -> {
          guard.checkOpen(Streams.name(consumer));
          streams.create(consumer);
        });
  }

  @Override
  public Source open(ConsumerSpec consumer, ReceiveMode mode) {
    String name = Streams.name(consumer);
    return guard.locked(
        () -> {
          guard.checkOpen(name);
          return new MemorySource(name, streams.consumer(consumer), guard);
        });
  }

  @Override
  public Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries) {
    return guard.locked(
        () -> {
          guard.checkOpen(Streams.name(consumer));
          return streams.consumer(consumer).recall(sequence, deliveries);
        });
  }

  @Override
  public Optional<byte[]> last(String stream, String subject) {
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream);
          return streams.last(stream, subject).map(StoredMessage::data);
        });
  }

  @Override
  public List<byte[]> all(String stream, String subjects) {
    SubjectPattern wanted = SubjectPattern.of(subjects);
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream);
          return streams.all(stream, 1, wanted).map(StoredMessage::data).toList();
        });
  }

  @Override
  public Optional<Kept> next(String stream, long sequence, String subjects) {
    SubjectPattern wanted = SubjectPattern.of(subjects);
    return guard.locked(
        () -> {
          guard.checkOpen("stream " + stream);
          return streams.all(stream, sequence, wanted).findFirst().map(StoredMessage::kept);
        });
  }

  @Override
  public boolean keepsSchedules() {
    return true;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Registers registers(Duration limit) {
    return registers;
  }

  @Override
  public Requests requests() {
    return requests;
  }

  @Override
  public Optional<String> problem() {
    return guard.isOpen() ? Optional.empty() : Optional.of("not connected: closed");
  }

  @Override
  public void close() {
    guard.locked(
        () -> {
          guard.close();
          streams.wake();
        });
    requests.close();
  }
}
