package dev.weft.runtime.wiring;

import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.RareLook;
import dev.weft.engine.SideStream;
import dev.weft.engine.Threads;
import dev.weft.engine.clock.Time;
import dev.weft.engine.retry.ConsumerRetries;
import dev.weft.engine.retry.OverdueRetries;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.retry.RetryWatch;
import dev.weft.engine.retry.ScheduledRetries;
import dev.weft.machine.Machine;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams in which long retries of a configuration's handlers wait, where the server can. */
public final class RetryStreams {

  private static final Logger log = LoggerFactory.getLogger(RetryStreams.class);

  private final WeftConfig config;
  private final SideStreams streams;
  private final Transport transport;
  private final Machine machine;
  private final Time time;
  private final Map<String, Boolean> expiring = new ConcurrentHashMap<>(); // asked for once each
  private final Map<String, RetryWatch> watches = new ConcurrentHashMap<>(); // by stream

  /**
   * The retries of a configuration's handlers.
   *
   * @param time says when a retry is due
   */
  public RetryStreams(
      WeftConfig config, SideStreams streams, Transport transport, Machine machine, Time time) {
    this.config = config;
    this.streams = streams;
    this.transport = transport;
    this.machine = machine;
    this.time = time;
  }

  /** Says where long retries hold slots. */
  public void tellOlderServer() {
    if (!transport.keepsSchedules()
        && config.handlers().stream()
            .anyMatch(handler -> handler.settlement().scheduledRetries())) {
      log.info(
          "the server is older than nats-server 2.12 and has no scheduled messages: a message that"
              + " waits for its next attempt holds one of its consumer's max_ack_pending slots");
    }
  }

  RetryStore of(HandlerConfig handler, Observer observer) {
    ConsumerSpec consumer = handler.consumer();
    if (handler.settlement().scheduledRetries() && transport.keepsSchedules()) {
      return new ScheduledRetries(
          transport,
          consumer,
          new ScheduledRetries.Timing(config.scheduledRetries().longerThan(), time, machine),
          watches.computeIfAbsent(consumer.stream(), this::watch),
          () -> restore(consumer.stream()),
          overdue(handler, observer)::ifDue);
    }
    return new ConsumerRetries(
        transport,
        consumer,
        handler.settlement().scheduledRetries()
            ? "run nats-server 2.12 or newer, which keeps long retries elsewhere"
            : "set scheduled-retries = true for handler " + handler.name(),
        time::nanoTime,
        task -> Threads.start(machine, "weft-" + handler.name() + "-slots", task));
  }

  private RetryWatch watch(String stream) {
    return new RetryWatch(
        machine, transport, stream, config.scheduledRetries().longerThan(), () -> restore(stream));
  }

  private RareLook overdue(HandlerConfig handler, Observer observer) {
    var overdue = new OverdueRetries(transport, handler.consumer(), handler.name(), time, observer);
    return new RareLook(
        machine,
        overdue::look,
        task -> Threads.start(machine, "weft-" + handler.name() + "-overdue", task));
  }

  /** Whether the server lets go of a stream's messages by their Nats-TTL. */
  boolean isExpiring(String stream) {
    Boolean known = expiring.get(stream);
    if (known == null) {
      known =
          transport.inspect(new StreamSpec(stream, Map.of("allow_msg_ttl", true)))
              instanceof Presence.Same;
      expiring.put(stream, known);
    }
    return known;
  }

  private void restore(String original) {
    StreamSpec stream = streams.of(SideStream.RETRIES, original).created();
    if (transport.keepsSchedules() && transport.inspect(stream) instanceof Presence.Absent) {
      transport.create(stream);
      log.error(
          "stream {}: was gone, and with it the messages that waited there for their next attempt;"
              + " created anew",
          stream.name());
    }
  }
}
