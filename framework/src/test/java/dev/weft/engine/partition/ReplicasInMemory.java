package dev.weft.engine.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.WorkerThread;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.MovedMachine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** Replicas of a handler with partitions, on one memory transport, for tests. */
abstract class ReplicasInMemory {

  static final Duration LEASE = Leases.SHORTEST;
  static final Duration PATIENCE = Duration.ofSeconds(40);
  static final Duration ACK_WAIT = Duration.ofMinutes(1);
  static final String SUBJECT = "LEASES.S.c";
  static final ConsumerSpec WHOLE = new ConsumerSpec("S", "c", Map.of());

  private static final Duration SECOND = Duration.ofSeconds(1);

  final MovedMachine machine = new MovedMachine();
  final MemoryTransport memory = new MemoryTransport(machine);
  final Housekeeper housekeeper = new Housekeeper(machine);
  final List<Replica> replicas = new ArrayList<>();

  /** How many there are, of whom they agree on. */
  private final int partitions;

  /** Who handled what: {@code "a 1"} for a message of replica a with the text 1. */
  final Queue<String> handled = new ConcurrentLinkedQueue<>();

  final class Replica {

    final String name;
    final BreakableTransport transport = new BreakableTransport(memory);
    final PartitionedWorker worker;
    final Thread thread;
    private final WorkerThread running;

    Replica(String name, int partitions, Handler<String> handler) {
      this(
          name,
          IntStream.range(0, partitions).<WorkerSpec<?>>mapToObj(i -> spec(i, handler)).toList());
    }

    /** One that serves these; a single one on {@link #WHOLE} has everything. */
    Replica(String name, List<WorkerSpec<?>> specs) {
      this.name = name;
      worker =
          new PartitionedWorker(
              new PartitionsSpec(WHOLE, specs, LEASE, name),
              transport,
              Observer.none(),
              housekeeper,
              () -> {});
      running = WorkerThread.start(worker, () -> handled.add(name + " interrupted"));
      thread = running.thread();
      replicas.add(this);
    }

    void awaitEnd() {
      passUntil(name + " has ended", () -> !thread.isAlive());
    }

    /** Whether it renews its leases each second. */
    private boolean isSound() {
      return thread.isAlive() && !transport.isBroken();
    }
  }

  ReplicasInMemory(int partitions) {
    this.partitions = partitions;
    memory.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
    memory.create(SideStream.LEASES.beside("S", Map.of("storage", "memory")));
    for (int i = 0; i < 8; i++) {
      memory.create(consumer(i));
    }
  }

  @AfterEach
  void close() {
    replicas.forEach(replica -> replica.transport.mend());
    replicas.forEach(replica -> replica.worker.stop());
    replicas.forEach(Replica::awaitEnd);
    housekeeper.close();
    memory.close();
  }

  static ConsumerSpec consumer(int partition) {
    return new ConsumerSpec(
        "S",
        "c-" + partition,
        Map.of("filter_subject", "s." + partition + ".>", "ack_wait", ACK_WAIT.toNanos()));
  }

  WorkerSpec<String> spec(int partition, Handler<String> handler) {
    return spec(consumer(partition), handler);
  }

  WorkerSpec<String> spec(ConsumerSpec consumer, Handler<String> handler) {
    Emitter emitter = Parts.emitter(memory.outbox(), Observer.none());
    var called = new UserHandler.Single<>(handler);
    return WorkerSpec.of("test", consumer, StringCodec.INSTANCE, called, emitter)
        .withFlow(flow -> flow.withConcurrency(4).withKey((subject, headers, data) -> subject))
        .withSettlement(settlement -> settlement.withRetry(Bench.QUICK));
  }

  Replica noting(String name) {
    return new Replica(name, 8, message -> handled.add(name + " " + message.payload()));
  }

  void publish(int partition, String text) {
    memory.outbox().publish("s." + partition + ".key", text.getBytes(UTF_8), Headers.empty());
  }

  Assignment agreed(int partitions) {
    return memory
        .registers(Duration.ofSeconds(10))
        .read("S_LEASES", SUBJECT)
        .map(entry -> Leases.read(SUBJECT, entry.data(), partitions))
        .orElse(Assignment.of(partitions));
  }

  void awaitShares(Map<String, Integer> shares) {
    passUntil(
        "shares " + shares,
        () -> {
          Assignment agreed = agreed(8);
          return agreed.members().keySet().equals(shares.keySet())
              && shares.entrySet().stream()
                  .allMatch(
                      share -> agreed.partitionsOf(share.getKey()).size() == share.getValue());
        });
  }

  /** Lets time pass, a second after the other, until that holds. */
  void passUntil(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(PATIENCE)
        .until(
            () -> {
              boolean holds = condition.call();
              if (!holds) {
                passSecond();
              }
              return holds;
            });
  }

  /** A second passes, in which each replica that can renews its leases, however slow it is. */
  private void passSecond() {
    Map<String, Assignment.Member> before = members();
    machine.move(SECOND);
    for (Replica replica : replicas) {
      Assignment.Member member = before.get(replica.name);
      if (member != null) {
        await(replica.name + " beats")
            .atMost(PATIENCE)
            .until(() -> !replica.isSound() || !member.equals(members().get(replica.name)));
      }
    }
  }

  private Map<String, Assignment.Member> members() {
    return memory
        .registers(Duration.ofSeconds(10))
        .read("S_LEASES", SUBJECT)
        .map(entry -> Leases.read(SUBJECT, entry.data(), partitions).members())
        .orElseGet(TreeMap::new);
  }

  void publishToAll(String text) {
    IntStream.range(0, 8).forEach(partition -> publish(partition, text + partition));
  }

  void awaitHandled(String text) {
    for (int i = 0; i < 8; i++) {
      String one = " " + text + i;
      passUntil(one, () -> handled.stream().anyMatch(it -> it.endsWith(one)));
    }
  }
}
