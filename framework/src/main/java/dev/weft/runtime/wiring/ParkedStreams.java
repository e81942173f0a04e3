package dev.weft.runtime.wiring;

import dev.weft.MessageKey;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.HandlerId;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.ExhaustedPolicy;
import dev.weft.engine.deadletter.ParkedKeys;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.transport.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The streams that keep the marks of parked keys, and what else follows for what is given up. */
public final class ParkedStreams {

  private final SideStreams streams;
  private final Provisioning provisioning;
  private final Transport transport;

  public ParkedStreams(SideStreams streams, Provisioning provisioning, Transport transport) {
    this.streams = streams;
    this.provisioning = provisioning;
    this.transport = transport;
  }

  /** What follows for a handler; its key is there if it parks. */
  ExhaustedPolicy of(HandlerConfig handler, @Nullable MessageKey key) {
    return switch (handler.giveUp().onExhausted()) {
      case DEAD_LETTER -> ExhaustedPolicy.deadLetter();
      case STOP -> new ExhaustedPolicy.Stop();
      case PARK_KEY -> new ExhaustedPolicy.ParkKey(keys(handler, Objects.requireNonNull(key)));
    };
  }

  private ParkedKeys keys(HandlerConfig handler, MessageKey key) {
    String stream = handler.consumer().stream();
    return new ParkedKeys(
        transport,
        new HandlerId(handler.name(), stream, handler.consumer().name()),
        key,
        () -> provisioning.restore(streams.of(SideStream.PARKED_KEYS, stream).created()));
  }
}
