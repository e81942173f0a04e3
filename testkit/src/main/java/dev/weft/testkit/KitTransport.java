package dev.weft.testkit;

import dev.weft.ReceiveMode;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outbox;
import dev.weft.transport.Presence;
import dev.weft.transport.Registers;
import dev.weft.transport.Requests;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The memory transport, with the kit's hand in what goes through it. */
final class KitTransport implements Transport {

  private final MemoryTransport memory;
  private final Outbox outbox;
  private final List<HandlerConfig> handlers;
  private final Faults faults;
  private final Activity activity;

  KitTransport(
      MemoryTransport memory,
      Outbox outbox,
      List<HandlerConfig> handlers,
      Faults faults,
      Activity activity) {
    this.memory = memory;
    this.outbox = outbox;
    this.handlers = handlers;
    this.faults = faults;
    this.activity = activity;
  }

  @Override
  public Source open(ConsumerSpec consumer, ReceiveMode mode) {
    String handler = handler(consumer);
    SettlementPath settlements =
        handler == null ? SettlementPath.DIRECT : faults.settlements(handler);
    Source source = memory.open(consumer, mode);
    Function<Delivery, KitDelivery> wrap =
        delivery -> new KitDelivery(delivery, source.ackWait(), settlements, activity);
    return new KitSource(handler, source, wrap, activity);
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Presence inspect(StreamSpec stream) {
    return memory.inspect(stream);
  }

  @Override
  public Presence inspect(ConsumerSpec consumer) {
    return memory.inspect(consumer);
  }

  @Override
  public Optional<Map<String, Object>> settings(StreamSpec stream) {
    return memory.settings(stream);
  }

  @Override
  public Optional<StreamState> state(String stream) {
    return memory.state(stream);
  }

  @Override
  public Optional<StreamState> state(String stream, String subjects) {
    return memory.state(stream, subjects);
  }

  @Override
  public Optional<Map<String, Object>> settings(ConsumerSpec consumer) {
    return memory.settings(consumer);
  }

  @Override
  public List<String> streamsTaking(String subjects) {
    return memory.streamsTaking(subjects);
  }

  @Override
  public AccountLimits limits() {
    return memory.limits();
  }

  @Override
  public ConsumerState state(ConsumerSpec consumer) {
    return memory.state(consumer);
  }

  @Override
  public void create(StreamSpec stream) {
    memory.create(stream);
  }

  @Override
  public void create(ConsumerSpec consumer) {
    memory.create(consumer);
  }

  @Override
  public Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries) {
    return memory.recall(consumer, sequence, deliveries);
  }

  @Override
  public Optional<byte[]> last(String stream, String subject) {
    return memory.last(stream, subject);
  }

  @Override
  public List<byte[]> all(String stream, String subjects) {
    return memory.all(stream, subjects);
  }

  @Override
  public Optional<Kept> next(String stream, long sequence, String subjects) {
    return memory.next(stream, sequence, subjects);
  }

  /** None, so that a retry waits with its consumer, however long: on this clock it is the same. */
  @Override
  public boolean keepsSchedules() {
    return false;
  }

  @Override
  public Registers registers(Duration limit) {
    return memory.registers(limit);
  }

  @Override
  public Requests requests() {
    return memory.requests();
  }

  @Override
  public Optional<String> problem() {
    return memory.problem();
  }

  @Override
  public void close() {
    activity.changing(
        () -> {
          memory.close();
          return memory;
        });
  }

  /** Whose consumer it is; null if it is the runtime's own. */
  private @Nullable String handler(ConsumerSpec consumer) {
    return handlers.stream()
        .filter(
            handler ->
                handler.consumers().stream()
                    .anyMatch(
                        its ->
                            its.stream().equals(consumer.stream())
                                && its.name().equals(consumer.name())))
        .map(HandlerConfig::name)
        .findFirst()
        .orElse(null);
  }
}
