package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.Handler;
import dev.weft.faults.PartitionedReplica.Note;
import dev.weft.runtime.Weft;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas of a partitioned handler: who serves what, and how soon, whoever comes and goes. */
@Faults
class PartitionsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KEYS = 300;

  private final NatsServer server = NatsServer.start();
  private final Connection connection;
  private final Map<String, Integer> published = new ConcurrentHashMap<>();
  private final List<PartitionedReplica> replicas = new ArrayList<>();
  private final Map<String, Long> killedAt = new HashMap<>();
  private volatile boolean flowing = true;
  @TempDir private Path folder;

  PartitionsTest() throws IOException, InterruptedException {
    connection = Nats.connect(server.url());
  }

  @AfterEach
  void close() throws InterruptedException {
    flowing = false;
    replicas.forEach(PartitionedReplica::close);
    connection.close();
    server.close();
  }

  @Test
  void everyKeyKeepsItsOrderWhileReplicasJoinDrainAndAreKilled() throws Exception {
    PartitionedReplica one = start("one");
    awaitSpread(1);
    Thread traffic = Thread.ofVirtual().start(() -> publish(new Random(17)));
    PartitionedReplica two = start("two");
    PartitionedReplica three = start("three");
    awaitSpread(3);

    kill(two);
    PartitionedReplica four = start("four");
    awaitSpread(3);
    terminate(one);
    start("five");
    awaitSpread(3);
    terminate(three);
    awaitSpread(2);
    kill(four);
    start("six");
    start("seven");
    awaitSpread(3);

    flowing = false;
    traffic.join();
    await("nothing is left").atMost(Duration.ofMinutes(2)).until(this::nothingIsLeft);
    assertThat(published).hasSize(KEYS);
    new OrderJudge(published, replicas, killedAt).judge();
  }

  @Test
  void whoIsCutOffIsInterruptedBeforeAnotherBeginsAndComesBack() throws Exception {
    var interruptedAt = new AtomicLong();
    var takenOverAt = new AtomicLong();
    var atWork = new CountDownLatch(1);
    var proxy = new TcpProxy(server.port());
    Handler<String> hanging =
        message -> {
          atWork.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interruptedAt.compareAndSet(0, System.nanoTime());
            throw e;
          }
        };
    try (Weft cut = PartitionedReplica.startHere(proxy.url(), hanging)) {
      connection.jetStream().publish("keys.a", "0".getBytes(UTF_8));
      assertThat(atWork.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      Handler<String> takingOver = message -> takenOverAt.compareAndSet(0, System.nanoTime());
      try (Weft other = PartitionedReplica.startHere(server.url(), takingOver)) {
        await("both are there").atMost(PATIENCE).until(() -> owners().members().size() == 2);
        long cutAt = System.nanoTime();
        proxy.cut();
        await("not ready").atMost(PATIENCE).until(() -> !cut.problems().isEmpty());
        await("taken over").atMost(PATIENCE).until(() -> takenOverAt.get() != 0);

        assertThat(interruptedAt.get()).isNotZero().isLessThan(takenOverAt.get());
        tell("cut off: interrupted", cutAt, interruptedAt.get());
        tell("cut off: taken over", cutAt, takenOverAt.get());
        assertThat(other.problems()).isEmpty();
        proxy.restore();
        await("ready again").atMost(PATIENCE).until(() -> cut.problems().isEmpty());
        await("shared again").atMost(PATIENCE).until(() -> owners().isSpread(2));
      }
    } finally {
      proxy.close();
    }
  }

  private PartitionedReplica start(String name) throws IOException {
    var replica = new PartitionedReplica(name, server.url(), folder);
    replicas.add(replica);
    return replica;
  }

  /** Kills it, and returns when others serve all that it had. */
  private void kill(PartitionedReplica replica) throws Exception {
    Set<Integer> had = partitionsOf(replica);
    long at = System.nanoTime();
    replica.kill();
    killedAt.put(replica.name(), System.nanoTime());
    awaitTakenOver("killed", replica, had, at, PartitionedReplica.ACK_WAIT.plusSeconds(10));
  }

  /** Has it drain, and returns when others serve all that it had. */
  private void terminate(PartitionedReplica replica) throws Exception {
    Set<Integer> had = partitionsOf(replica);
    long at = System.nanoTime();
    replica.terminate();
    awaitTakenOver("drained", replica, had, at, Duration.ofSeconds(5));
    replica.awaitEnd();
  }

  // What it has handled lately is what it has: who is who in the document only the logs say.
  private static Set<Integer> partitionsOf(PartitionedReplica replica) throws IOException {
    long lately = System.nanoTime() - Duration.ofSeconds(1).toNanos();
    var partitions = new HashSet<Integer>();
    for (Note note : replica.notes()) {
      if (note.nanos() > lately) {
        partitions.add(note.partition());
      }
    }
    assertThat(partitions).as("partitions of %s", replica.name()).hasSizeBetween(2, 4);
    return partitions;
  }

  private void awaitTakenOver(
      String how, PartitionedReplica former, Set<Integer> had, long at, Duration limit)
      throws IOException {
    await(how + " " + former.name() + " had " + had)
        .atMost(PATIENCE)
        .until(() -> takeOvers(former, had, at).size() == had.size());
    takeOvers(former, had, at)
        .forEach(
            (partition, nanos) -> {
              Duration took = tell(how + ": partition " + partition, at, nanos);
              assertThat(took).as("%s: partition %s", how, partition).isLessThanOrEqualTo(limit);
            });
  }

  private Map<Integer, Long> takeOvers(PartitionedReplica former, Set<Integer> had, long at)
      throws IOException {
    var first = new TreeMap<Integer, Long>();
    for (PartitionedReplica replica : replicas) {
      if (!replica.equals(former)) {
        for (Note note : replica.notes()) {
          if (note.nanos() > at && had.contains(note.partition())) {
            first.merge(note.partition(), note.nanos(), Math::min);
          }
        }
      }
    }
    return first;
  }

  @SuppressWarnings("SystemOut") // the numbers are for the guarantees' page
  private static Duration tell(String what, long from, long to) {
    Duration took = Duration.ofNanos(to - from);
    System.out.printf("TAKEOVER %s after %.1f s%n", what, took.toMillis() / 1000.0);
    return took;
  }

  /** What the replicas have agreed on, as the server keeps it. */
  private record Owners(Map<String, Integer> members, int free) {

    boolean isSpread(int count) {
      return members.size() == count
          && free == 0
          && members.values().stream().allMatch(has -> has >= PartitionedReplica.PARTITIONS / count)
          && members.values().stream()
              .allMatch(has -> has <= (PartitionedReplica.PARTITIONS + count - 1) / count);
    }
  }

  private Owners owners() throws Exception {
    byte[] document =
        connection
            .jetStreamManagement()
            .getLastMessage(
                PartitionedReplica.STREAM + "_LEASES",
                "LEASES." + PartitionedReplica.STREAM + "." + PartitionedReplica.NAME)
            .getData();
    JsonNode read = new ObjectMapper().readTree(document);
    var members = new HashMap<String, Integer>();
    read.path("members").fieldNames().forEachRemaining(member -> members.put(member, 0));
    int free = 0;
    for (JsonNode owner : read.path("owners")) {
      if (owner.isNull()) {
        free++;
      } else {
        members.merge(owner.asText(), 1, Integer::sum);
      }
    }
    return new Owners(members, free);
  }

  private void awaitSpread(int count) throws Exception {
    await("spread over " + count)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> owners().isSpread(count));
    // And at work: each has begun with something since.
    if (count > 1) {
      long now = System.nanoTime();
      await("each at work")
          .atMost(PATIENCE)
          .until(
              () -> {
                int busy = 0;
                for (PartitionedReplica replica : replicas) {
                  Set<Integer> served = new HashSet<>();
                  for (Note note : replica.notes()) {
                    if (note.nanos() > now) {
                      served.add(note.partition());
                    }
                  }
                  busy += served.size() >= PartitionedReplica.PARTITIONS / count ? 1 : 0;
                }
                return busy == count;
              });
    }
  }

  /** Some hundreds a second, each key's numbered from 0 on. */
  private void publish(Random random) {
    try {
      while (flowing) {
        String key = "k" + random.nextInt(KEYS);
        int number = published.getOrDefault(key, 0);
        connection.jetStream().publish("keys." + key, String.valueOf(number).getBytes(UTF_8));
        published.put(key, number + 1);
        TimeUnit.MILLISECONDS.sleep(2);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the traffic failed", e);
    }
  }

  private boolean nothingIsLeft() throws Exception {
    long left = 0;
    for (int i = 0; i < PartitionedReplica.PARTITIONS; i++) {
      ConsumerInfo info =
          connection
              .jetStreamManagement()
              .getConsumerInfo(PartitionedReplica.STREAM, PartitionedReplica.NAME + "-" + i);
      left += info.getNumPending() + info.getNumAckPending();
    }
    return left == 0;
  }
}
