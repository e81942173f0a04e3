package dev.weft.engine.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets which partition, whoever joins, leaves and dies. */
class AssignmentTest {

  private static final Duration LEASE = Duration.ofSeconds(9);

  /** A replica as far as this goes: what it serves, and what it is about to let go of. */
  private static final class Replica {

    private final String name;
    private final Set<Integer> draining = new HashSet<>();

    Replica(String name) {
      this.name = name;
    }

    /** A turn as {@link PartitionedWorker} takes it; some of what drains may have ended. */
    Assignment turn(Assignment present, Random random) {
      draining.retainAll(present.partitionsOf(name));
      var ended = new HashSet<>(draining);
      ended.removeIf(partition -> random.nextInt(3) == 0); // it takes until a later turn
      Assignment next = present.beat(name, LEASE).release(name, ended).claim(name);
      draining.removeAll(ended);
      draining.addAll(next.surplus(name, draining));
      return next;
    }
  }

  private static List<Integer> sizes(Assignment assignment) {
    return assignment.members().keySet().stream()
        .map(member -> assignment.partitionsOf(member).size())
        .toList();
  }

  private static void assertSpread(Assignment assignment) {
    assertThat(assignment.partitionsOf(Assignment.NOBODY)).as("free of %s", assignment).isEmpty();
    List<Integer> sizes = sizes(assignment);
    int least = sizes.stream().min(Integer::compare).orElseThrow();
    assertThat(sizes).as("%s", assignment).allMatch(size -> size <= least + 1);
  }

  /** Changes none but the member's own and free ones, save what members had that are gone. */
  private static void assertFair(Assignment before, Assignment after, String member) {
    for (int i = 0; i < before.owners().size(); i++) {
      String had = before.owners().get(i);
      if (!had.equals(after.owners().get(i))) {
        assertThat(List.of(member, Assignment.NOBODY)).as("partition %s", i).contains(had);
        assertThat(List.of(member, Assignment.NOBODY)).contains(after.owners().get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverComesAndGoesInTheEndAllIsOwnedAndSpreadWithinOne(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      int partitions = 1 + random.nextInt(20);
      Assignment present = Assignment.of(partitions);
      var replicas = new ArrayList<Replica>();
      int number = 0;
      for (int event = 0; event < 60; event++) {
        int kind = replicas.isEmpty() ? 0 : random.nextInt(12);
        if (kind == 0) {
          replicas.add(new Replica(String.format("r%03d", number++)));
        } else if (kind == 1) { // dies, or leaves
          present = present.drop(Set.of(replicas.remove(random.nextInt(replicas.size())).name));
        } else {
          Replica one = replicas.get(random.nextInt(replicas.size()));
          Assignment next = one.turn(present, random);
          assertFair(present, next, one.name);
          present = next;
        }
      }
      replicas.add(new Replica("last"));
      present = settled(present, replicas, random);
      assertThat(present.members()).hasSize(replicas.size());

      Assignment settled = present;
      for (Replica replica : replicas) {
        assertThat(replica.turn(present, random).owners()).as("stays").isEqualTo(settled.owners());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void noMoreMovesThanHasTo(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int partitions = 1 + random.nextInt(30);
      var replicas = new ArrayList<Replica>();
      for (int i = 0; i <= random.nextInt(6); i++) {
        replicas.add(new Replica("r" + i));
      }
      Assignment present = settled(Assignment.of(partitions), replicas, random);

      replicas.add(new Replica("new"));
      Assignment after = settled(present, replicas, random);

      int moved = 0;
      for (int i = 0; i < partitions; i++) {
        moved += after.owners().get(i).equals(present.owners().get(i)) ? 0 : 1;
      }
      assertThat(moved).isEqualTo(after.partitionsOf("new").size());
      assertThat(moved).isLessThanOrEqualTo(partitions / replicas.size() + 1);
    }
  }

  private static Assignment settled(Assignment from, List<Replica> replicas, Random random) {
    Assignment present = from;
    boolean quiet = false;
    for (int turn = 0; turn < 60 && !quiet; turn++) {
      Assignment before = present;
      for (Replica replica : replicas) {
        present = replica.turn(present, random);
      }
      // Where nothing drains and all know of each other, no turn changes more.
      quiet =
          present.owners().equals(before.owners())
              && present.members().keySet().equals(before.members().keySet())
              && replicas.stream().allMatch(replica -> replica.draining.isEmpty());
    }
    assertSpread(present);
    return present;
  }

  @Test
  void allSharesTogetherAreAllPartitions() {
    var random = new Random(5);
    for (int round = 0; round < 500; round++) {
      int members = 1 + random.nextInt(9);
      var beats = new TreeMap<String, Assignment.Member>();
      IntStream.range(0, members)
          .forEach(i -> beats.put("m" + i, new Assignment.Member(1, Optional.of(LEASE))));
      List<String> owners =
          random
              .ints(1 + random.nextInt(20), 0, members + 1)
              .mapToObj(i -> i == members ? Assignment.NOBODY : "m" + i)
              .toList();
      var assignment = new Assignment(beats, owners);

      List<Integer> shares = beats.keySet().stream().map(assignment::share).toList();

      assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(owners.size());
      assertThat(shares).allMatch(share -> Math.abs(share - shares.getFirst()) <= 1);
    }
  }

  @Test
  void whoJoinsAloneGetsEverything() {
    Assignment alone = Assignment.of(3).beat("a", LEASE).claim("a");

    assertThat(alone.owners()).containsExactly("a", "a", "a");
    assertThat(alone.members())
        .isEqualTo(Map.of("a", new Assignment.Member(1, Optional.of(LEASE))));
    assertThat(alone.beat("a", LEASE).members().get("a"))
        .isEqualTo(new Assignment.Member(2, Optional.of(LEASE)));
  }

  @Test
  void whoJoinsTakesNothingFromOthersButWaitsUntilTheyLetGo() {
    Assignment alone = Assignment.of(4).beat("a", LEASE).claim("a");

    Assignment joined = alone.beat("b", LEASE).claim("b");

    assertThat(joined.owners()).isEqualTo(alone.owners());
    assertThat(joined.surplus("a", Set.of())).containsExactly(2, 3);
    assertThat(joined.surplus("a", Set.of(1))).containsExactly(3);
    assertThat(joined.surplus("a", Set.of(1, 3))).isEmpty();
    assertThat(joined.surplus("b", Set.of())).isEmpty();
    assertThat(joined.release("a", Set.of(1, 3)).claim("b").owners())
        .containsExactly("a", "b", "a", "b");
  }

  @Test
  void whatADroppedMemberHadIsFreeAndAnybodysToClaim() {
    Assignment shared =
        Assignment.of(4).beat("a", LEASE).beat("b", LEASE).claim("a").claim("b"); // each its share

    assertThat(shared.owners()).containsExactly("a", "a", "b", "b");
    assertThat(shared.drop(Set.of("a", "unknown")).claim("b").owners())
        .containsExactly("b", "b", "b", "b");
    assertThat(shared.drop(Set.of("a")).has("a")).isFalse();
  }

  @Test
  void nobodyReleasesWhatIsAnothersNorClaimsWithoutBeingThere() {
    Assignment shared = Assignment.of(2).beat("a", LEASE).beat("b", LEASE).claim("a").claim("b");

    assertThat(shared.release("a", Set.of(0, 1)).owners()).containsExactly("", "b");
    assertThat(Assignment.of(2).claim("a").owners()).containsExactly("", "");
  }

  @Test
  void withMoreMembersThanPartitionsSomeStandBy() {
    Assignment present = Assignment.of(2).beat("a", LEASE).beat("b", LEASE).beat("c", LEASE);

    assertThat(sizes(present.claim("a").claim("b").claim("c"))).containsExactly(1, 1, 0);
  }

  @Test
  void anOwnerHasToBeAMember() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Assignment(new TreeMap<>(), List.of("a")))
        .withMessageContaining("owned by a");
  }

  @Test
  void aDocumentIsReadAsItWasWritten() {
    Assignment present =
        Assignment.of(3).beat("a", LEASE).beat("a", LEASE).beat("b", LEASE).claim("b");

    byte[] document = Leases.write(present);

    assertThat(document)
        .asString()
        .isEqualTo(
            "{\"members\":{\"a\":2,\"b\":1},\"leases\":{\"a\":9000,\"b\":9000},"
                + "\"owners\":[\"b\",null,null]}");
    assertThat(Leases.read("LEASES.S.c", document, 3)).isEqualTo(present);
  }

  @Test
  void aDocumentOfAnOlderVersionIsReadToo() {
    byte[] document = "{\"members\":{\"a\":2},\"owners\":[\"a\",null]}".getBytes(UTF_8);

    Assignment read = Leases.read("LEASES.S.c", document, 2);

    assertThat(read.owners()).containsExactly("a", "");
    assertThat(read.members()).isEqualTo(Map.of("a", new Assignment.Member(2, Optional.empty())));
    assertThat(Leases.read("LEASES.S.c", Leases.write(read), 2)).isEqualTo(read);
  }

  @Test
  void aDocumentOfAnotherNumberOfPartitionsIsRefusedAndSaysWhatToDo() {
    byte[] document = Leases.write(Assignment.of(3));

    assertThat(refusal(document))
        .contains("partitions.count = 8", "LEASES.S.c", "3", "durable_name");
    assertThat(refusal("[]".getBytes(UTF_8))).contains("says 0");
    assertThat(refusal(new byte[] {'{'})).contains("LEASES.S.c: expected a document");
  }

  private static String refusal(byte[] document) {
    try {
      return "read: " + Leases.read("LEASES.S.c", document, 8);
    } catch (TransportException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
