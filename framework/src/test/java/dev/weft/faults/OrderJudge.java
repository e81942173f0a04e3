package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.faults.PartitionedReplica.Note;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts together what all replicas have noted, key by key. */
final class OrderJudge {

  private final Map<String, Integer> published;
  private final List<PartitionedReplica> replicas;
  private final Map<String, Long> killedAt;

  /**
   * A judge of a run that is over.
   *
   * @param published how many messages of each key, which are numbered from 0 on
   * @param killedAt when each replica that was killed was gone
   */
  OrderJudge(
      Map<String, Integer> published,
      List<PartitionedReplica> replicas,
      Map<String, Long> killedAt) {
    this.published = published;
    this.replicas = replicas;
    this.killedAt = killedAt;
  }

  /** One attempt at a message; one that was killed ended with its process. */
  private record Attempt(String replica, int number, long from, long to, boolean done) {}

  /** Demands that no key was at work twice at once or out of order, and that nothing is lost. */
  @SuppressWarnings("SystemOut") // the numbers are for the guarantees' page
  void judge() throws IOException {
    Map<String, List<Attempt>> byKey = attempts();
    long again = 0;
    for (var entry : byKey.entrySet()) {
      String key = entry.getKey();
      List<Attempt> attempts = entry.getValue();
      attempts.sort(Comparator.comparingLong(Attempt::from));
      int last = -1;
      int done = 0;
      long until = Long.MIN_VALUE;
      for (Attempt attempt : attempts) {
        assertThat(attempt.from()).as("%s of %s: at work twice", attempt, key).isGreaterThan(until);
        until = attempt.to();
        // What was done, and its acknowledgement died with the process, comes again, in order.
        assertThat(attempt.number()).as("%s of %s", attempt, key).isLessThanOrEqualTo(last + 1);
        if (attempt.done()) {
          again += attempt.number() < done ? 1 : 0;
          last = attempt.number();
          done = Math.max(done, last + 1);
        }
      }
      assertThat(done).as("messages of %s", key).isEqualTo(published.get(key));
    }
    System.out.printf(
        "TAKEOVER %d messages of %d keys in order, none lost, %d handled again%n",
        published.values().stream().mapToInt(Integer::intValue).sum(), byKey.size(), again);
  }

  private Map<String, List<Attempt>> attempts() throws IOException {
    var byKey = new HashMap<String, List<Attempt>>();
    for (PartitionedReplica replica : replicas) {
      var open = new HashMap<String, Note>();
      for (Note note : replica.notes()) {
        if (note.what().equals("begun")) {
          assertThat(open.put(note.key(), note)).as("at work twice in %s", note).isNull();
        } else {
          Note begun =
              Objects.requireNonNull(open.remove(note.key()), () -> "nothing began before " + note);
          add(byKey, replica, begun, note.nanos(), note.what().equals("done"));
        }
      }
      for (Note begun : open.values()) {
        long end =
            Objects.requireNonNull(
                killedAt.get(replica.name()), () -> begun + " has not ended: " + replica.name());
        add(byKey, replica, begun, end, false);
      }
    }
    return byKey;
  }

  private static void add(
      Map<String, List<Attempt>> byKey,
      PartitionedReplica replica,
      Note begun,
      long end,
      boolean done) {
    byKey
        .computeIfAbsent(begun.key(), key -> new ArrayList<>())
        .add(new Attempt(replica.name(), begun.number(), begun.nanos(), end, done));
  }
}
