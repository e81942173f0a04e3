package dev.weft.runtime.wiring;

import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.engine.maxdeliver.MaxDeliveriesStream;
import dev.weft.engine.maxdeliver.MaxDeliveriesWorker;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import java.time.InstantSource;
import java.util.List;
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

  /** The consumers on these streams, one for each handler that keeps. */
  public static List<ConsumerSpec> consumers(WeftConfig config) {
    return config.handlers().stream()
        .filter(handler -> handler.giveUp().deadLetters())
        .flatMap(handler -> handler.consumers().stream())
        .map(MaxDeliveriesStream::consumerFor)
        .toList();
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

  /** The worker that keeps what max_deliver ended. */
  public MaxDeliveriesWorker worker(
      WorkerSpec<?> handler, Observer observer, Housekeeper housekeeper) {
    return new MaxDeliveriesWorker(
        handler,
        transport,
        observer,
        housekeeper,
        restoring(SideStream.DEATHS, handler.consumer().stream()));
  }

  private Runnable restoring(SideStream kind, String stream) {
    return () -> provisioning.restore(streams.of(kind, stream).created());
  }
}
