package dev.weft.runtime.wiring;

import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.ManagedWorker;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.partition.PartitionedWorker;
import dev.weft.engine.partition.PartitionsSpec;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.machine.Machine;
import dev.weft.runtime.provision.Provisioning;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.transport.Transport;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams in which replicas of a configuration's handlers agree on their partitions. */
public final class LeaseStreams {

  private static final Logger log = LoggerFactory.getLogger(LeaseStreams.class);

  private static final int MEMBER_BYTES = 4;

  private final SideStreams streams;
  private final Provisioning provisioning;

  public LeaseStreams(SideStreams streams, Provisioning provisioning) {
    this.streams = streams;
    this.provisioning = provisioning;
  }

  /** What serves this handler's share of its partitions. */
  public ManagedWorker worker(
      HandlerConfig handler,
      List<WorkerSpec<?>> partitions,
      Transport transport,
      Observer observer,
      Housekeeper housekeeper) {
    String member = member(housekeeper.machine());
    log.info("handler {}: takes part as {}", handler.name(), member);
    String stream = handler.consumer().stream();
    return new PartitionedWorker(
        new PartitionsSpec(
            handler.consumer(),
            partitions,
            handler.intake().partitions().orElseThrow().lease(),
            member),
        transport,
        observer,
        housekeeper,
        () -> provisioning.restore(streams.of(SideStream.LEASES, stream).created()));
  }

  // A pod's name for people, and what makes it one of its own after a restart.
  private static String member(Machine machine) {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("weft");
    byte[] unique = new byte[MEMBER_BYTES];
    machine.fillUnique(unique);
    return host + "-" + HexFormat.of().formatHex(unique);
  }
}
