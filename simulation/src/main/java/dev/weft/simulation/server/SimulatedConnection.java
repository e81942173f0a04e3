package dev.weft.simulation.server;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One replica's connection to the simulated server. It behaves as the transport on NATS does, also
 * where what it sends is late, lost or doubled, where its connection breaks, and where the server
 * stands still or refuses something. Which of that happens is the {@link FaultPlan}'s.
 */
public final class SimulatedConnection implements Transport {

  private static final Duration SHORT_API = Duration.ofSeconds(2);

  private final Wire wire;
  private final SimulatedServer server;
  private final Transport direct;
  private final ApiCalls api;
  private final SendLane publishes;
  private final SimulatedOutbox outbox;
  private final SimulatedRequests requests;
  private final Map<String, SendLane> settlements = new HashMap<>();

  SimulatedConnection(Wire wire, Duration publishTimeout) {
    this.wire = wire;
    this.server = wire.server();
    this.direct = server.direct();
    this.api = new ApiCalls(wire);
    this.publishes = new SendLane(wire, "publish");
    var completions = new Completions(wire);
    this.outbox = new SimulatedOutbox(wire, publishes, completions, publishTimeout);
    this.requests = new SimulatedRequests(wire, api, completions);
  }

  @Override
  public Presence inspect(StreamSpec stream) {
    return ofStream("inspect", stream.name(), () -> direct.inspect(stream));
  }

  @Override
  public Presence inspect(ConsumerSpec consumer) {
    return api.ofConsumer("inspect", consumer, () -> direct.inspect(consumer));
  }

  @Override
  public Optional<Map<String, Object>> settings(StreamSpec stream) {
    return ofStream("settings of", stream.name(), () -> direct.settings(stream));
  }

  @Override
  public Optional<StreamState> state(String stream) {
    return ofStream("state of", stream, () -> direct.state(stream));
  }

  @Override
  public Optional<StreamState> state(String stream, String subjects) {
    return ofStream("state of " + subjects + " of", stream, () -> direct.state(stream, subjects));
  }

  @Override
  public Optional<Map<String, Object>> settings(ConsumerSpec consumer) {
    return api.ofConsumer("settings of", consumer, () -> direct.settings(consumer));
  }

  @Override
  public List<String> streamsTaking(String subjects) {
    return api.call("streams of " + subjects, SHORT_API, () -> direct.streamsTaking(subjects));
  }

  @Override
  public AccountLimits limits() {
    try {
      return api.call("limits", SHORT_API, direct::limits);
    } catch (TransportException e) {
      return AccountLimits.NONE; // the server does not say
    }
  }

  @Override
  public ConsumerState state(ConsumerSpec consumer) {
    return api.ofConsumer("state of", consumer, () -> server.pullServers().state(consumer));
  }

  @Override
  public void create(StreamSpec stream) {
    Boolean unused = ofStream("create", stream.name(), () -> did(() -> direct.create(stream)));
  }

  @Override
  public void create(ConsumerSpec consumer) {
    Boolean unused =
        ofStream(
            "create " + consumer.name() + " of",
            consumer.stream(),
            () -> did(() -> direct.create(consumer)));
  }

  @Override
  public Source open(ConsumerSpec consumer, ReceiveMode mode) {
    Duration ackWait =
        api.ofConsumer("open", consumer, () -> direct.open(consumer, mode).ackWait());
    return new SimulatedSource(wire, consumer, ackWait, mode, settlements(consumer));
  }

  @Override
  public Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries) {
    SendLane lane = settlements(consumer);
    return ofStream(
            "recall " + sequence + " of",
            consumer.stream(),
            () -> direct.recall(consumer, sequence, deliveries))
        .map(delivery -> new SimulatedDelivery(delivery, consumer, 0, wire, lane));
  }

  @Override
  public Optional<byte[]> last(String stream, String subject) {
    return ofStream("last on " + subject + " of", stream, () -> direct.last(stream, subject));
  }

  @Override
  public List<byte[]> all(String stream, String subjects) {
    var all = new ArrayList<byte[]>();
    Optional<Kept> next = next(stream, 1, subjects);
    while (next.isPresent()) {
      all.add(next.get().data());
      next = next(stream, next.get().sequence() + 1, subjects);
    }
    return all;
  }

  @Override
  public Optional<Kept> next(String stream, long sequence, String subjects) {
    return ofStream(
        "next from " + sequence + " of", stream, () -> direct.next(stream, sequence, subjects));
  }

  @Override
  public boolean keepsSchedules() {
    return direct.keepsSchedules();
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Registers registers(Duration limit) {
    return new SimulatedRegisters(wire, publishes, api, limit);
  }

  @Override
  public Requests requests() {
    return requests;
  }

  @Override
  public Optional<String> problem() {
    return wire.problem();
  }

  @Override
  public void close() {
    wire.point();
    wire.close();
  }

  /**
   * The process of this connection has died: to be called with {@link
   * dev.weft.simulation.machine.Simulation#kill}. Of what it sent last some may never arrive.
   */
  public void die() {
    wire.cut(server.faults().at(wire.replica()).count(FaultKind.RESET));
  }

  /** It breaks, and no server lets its replica in, until {@link #restore}. */
  public void cutOff() {
    Fault fault = server.faults().at(wire.replica() + " cut off").count(FaultKind.UNREACHABLE);
    server.note(wire.replica() + " is cut off");
    wire.fail(fault);
  }

  /** A server lets its replica in again. */
  public void restore() {
    wire.mend();
  }

  Wire wire() {
    return wire;
  }

  private <T> T ofStream(String what, String stream, Supplier<T> work) {
    return api.ofStream(what + " " + stream, stream, ApiCalls.LONG, work);
  }

  private SendLane settlements(ConsumerSpec consumer) {
    return settlements.computeIfAbsent(
        SimulatedServer.name(consumer), name -> new SendLane(wire, "settle " + name));
  }

  private static Boolean did(Runnable work) {
    work.run();
    return true;
  }
}
