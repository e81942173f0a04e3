package dev.weft.runtime.wiring;

import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.engine.maxdeliver.MaxDeliveriesWatch;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that keep the dead letters of a configuration's handlers, and what is to become one.
 */
public final class DeadLetterStreams {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterStreams.class);

  private final SideStreams streams;
  private final Provisioning provisioning;
  private final Transport transport;
  private final InstantSource clock;

  public DeadLetterStreams(
      SideStreams streams, Provisioning provisioning, Transport transport, InstantSource clock) {
    this.streams = streams;
    this.provisioning = provisioning;
    this.transport = transport;
    this.clock = clock;
  }

  /** The consumers of handlers that keep whose messages the server ends after some deliveries. */
  public static Set<ConsumerSpec> ending(WeftConfig config, Transport transport) {
    return config.handlers().stream()
        .filter(handler -> handler.giveUp().deadLetters())
        .flatMap(handler -> handler.consumers().stream())
        .filter(
            consumer ->
                transport.settings(consumer).orElse(consumer.settings()).get("max_deliver")
                        instanceof Number most
                    && most.longValue() > 0)
        .collect(Collectors.toSet());
  }

  /** Says what will be gone: nobody should find that out when it is too late. */
  public static void warn(List<HandlerConfig> handlers) {
    for (HandlerConfig handler : handlers) {
      if (!handler.giveUp().deadLetters()) {
        log.warn("handler {}: dead-letters = false: what is given up is gone", handler.name());
      }
    }
  }

  DeadLetters of(String stream) {
    return new StreamDeadLetters(
        transport.outbox(), clock, restoring(SideStream.DEAD_LETTERS, stream));
  }

  AttemptJournal attemptJournal(String stream) {
    return new StreamAttemptJournal(transport, restoring(SideStream.DEATHS, stream));
  }

  /**
   * What keeps the messages that max_deliver ended: one for each stream.
   *
   * @param handlers those that keep
   * @param ending the consumers of which some are to be expected
   */
  public List<ManagedWorker> watches(
      List<WorkerSpec<?>> handlers,
      Set<ConsumerSpec> ending,
      Observer observer,
      Housekeeper housekeeper) {
    return handlers.stream()
        .collect(
            Collectors.groupingBy(
                handler -> handler.consumer().stream(), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .<ManagedWorker>map(
            of ->
                MaxDeliveriesWatch.of(
                    of.getValue(),
                    ending,
                    transport,
                    observer,
                    housekeeper,
                    restoring(SideStream.DEATHS, of.getKey())))
        .toList();
  }

  private Runnable restoring(SideStream kind, String stream) {
    return () -> provisioning.restore(streams.of(kind, stream).created());
  }
}
