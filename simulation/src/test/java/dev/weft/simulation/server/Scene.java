package dev.weft.simulation.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A server with a stream, a consumer, and one replica's connection with the faults of a plan. */
final class Scene {

  static final Duration ACK_WAIT = Duration.ofSeconds(30);
  static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(5);
  static final ConsumerSpec CONSUMER =
      new ConsumerSpec("ORDERS", "worker", Map.of("ack_wait", ACK_WAIT.toNanos()));

  private final InSimulation run;
  private final List<String> notes = new ArrayList<>();
  private final SimulatedServer server;
  private final SimulatedConnection connection;

  Scene(InSimulation run, FaultPlan plan) {
    this.run = run;
    server = new SimulatedServer(run.simulation(), plan, notes::add);
    lay(server);
    connection = server.connect(InSimulation.REPLICA, PUBLISH_TIMEOUT);
  }

  /** Creates the stream and the consumer. */
  static void lay(SimulatedServer server) {
    server
        .direct()
        .create(
            new StreamSpec(
                "ORDERS",
                Map.of(
                    "subjects",
                    List.of("orders.>"),
                    "duplicate_window",
                    Duration.ofHours(1).toNanos())));
    server.direct().create(CONSUMER);
  }

  /** Publishes under an id, and says whether that was confirmed. */
  static boolean isStored(SimulatedConnection connection, String id) {
    try {
      PublishReceipt unused =
          connection
              .outbox()
              .publish("orders.a", id.getBytes(UTF_8), Headers.of(Headers.NATS_MESSAGE_ID, id));
      return true;
    } catch (TransportException e) {
      return false;
    }
  }

  /** A plan in which exactly these faults happen. */
  static FaultPlan exactly(Fault... faults) {
    FaultPlan plan = FaultPlan.upTo(1, Duration.ofHours(1));
    for (Fault fault : faults) {
      plan = plan.with(fault.kind(), 1);
    }
    return plan.only(Set.of(faults));
  }

  /** A fault at the first, or another, chance for it. */
  static Fault fault(FaultKind kind, String place, long number) {
    return new Fault(kind, InSimulation.REPLICA + " " + place, number);
  }

  SimulatedServer server() {
    return server;
  }

  SimulatedConnection connection() {
    return connection;
  }

  Machine machine() {
    return run.simulation().machine(InSimulation.REPLICA);
  }

  List<String> notes() {
    return notes;
  }

  Source open(ReceiveMode mode) {
    return connection.open(CONSUMER, mode);
  }

  /** Publishes past the network. */
  void publish(String... texts) {
    for (String text : texts) {
      server.direct().outbox().publish("orders.a", text.getBytes(UTF_8), Headers.empty());
    }
  }

  /** Publishes over the connection, under an id. */
  CompletableFuture<PublishReceipt> send(String text) {
    return connection
        .outbox()
        .publishAsync("orders.a", text.getBytes(UTF_8), Headers.of(Headers.NATS_MESSAGE_ID, text));
  }

  /** The texts that the stream has. */
  List<String> stored() {
    return server.contents("ORDERS").stream().map(Kept::data).map(Scene::text).toList();
  }

  /** The next delivery, which has to come within this time. */
  static Delivery one(Source source, Duration wait) throws InterruptedException {
    List<Delivery> come = source.next(1, wait);
    assertThat(come).hasSize(1);
    return come.get(0);
  }

  void sleep(Duration length) throws InterruptedException {
    machine().sleep(length.toNanos());
  }

  /** The simulated time. */
  Duration now() {
    return Duration.ofNanos(run.simulation().nanos());
  }

  static String text(Delivery delivery) {
    return text(delivery.data());
  }

  private static String text(byte[] data) {
    return new String(data, UTF_8);
  }
}
