package dev.weft.engine.partition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Which replica owns which partition: what all of them have agreed on, and the rules by which each
 * may change it. Each method returns what follows, and changes nothing.
 *
 * <p>A replica changes what is its own: its beat, and whether it has a partition. Only of members
 * that are silent it takes something away. Whoever has too much lets go of it by itself, so that no
 * partition is anybody's before its former owner has ended.
 *
 * @param members the replicas there are, by their names
 * @param owners the owner of each partition, by its number; {@link #NOBODY} where it is free
 */
record Assignment(SortedMap<String, Member> members, List<String> owners) {

  /**
   * A replica.
   *
   * @param beat a counter that goes on while it lives
   * @param lease how long that may stand still before others take what it has; empty if it has not
   *     said so, as one of an older version
   */
  record Member(long beat, Optional<Duration> lease) {}

  /** Owns what is free. */
  static final String NOBODY = "";

  /** Copies both, and refuses an owner that is no member. */
  Assignment {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    owners = List.copyOf(owners);
    for (String owner : owners) {
      if (!owner.equals(NOBODY) && !members.containsKey(owner)) {
        throw new IllegalArgumentException(
            "a partition is owned by " + owner + "; expected one of " + members.keySet());
      }
    }
  }

  /** Nobody there, and everything free. */
  static Assignment of(int partitions) {
    return new Assignment(new TreeMap<>(), Collections.nCopies(partitions, NOBODY));
  }

  /** The member lives, and has this lease; if it is not there, it joins. */
  Assignment beat(String member, Duration lease) {
    var beaten = new TreeMap<>(members);
    Member last = members.get(member);
    beaten.put(member, new Member(last == null ? 1 : last.beat() + 1, Optional.of(lease)));
    return new Assignment(beaten, owners);
  }

  /** These members are gone, and what they had is free. Those that are not there do not matter. */
  Assignment drop(Collection<String> gone) {
    if (Collections.disjoint(gone, members.keySet())) {
      return this;
    }
    var left = new TreeMap<>(members);
    left.keySet().removeAll(gone);
    return new Assignment(
        left, owners.stream().map(owner -> gone.contains(owner) ? NOBODY : owner).toList());
  }

  /** The member has let go of these partitions; those that are not its own stay as they are. */
  Assignment release(String member, Collection<Integer> ended) {
    return changed(partition -> ended.contains(partition) && owns(member, partition), NOBODY);
  }

  /** The member takes as many of the free partitions as its share has room for. */
  Assignment claim(String member) {
    Set<Integer> claimed =
        partitionsOf(NOBODY).stream()
            .limit(Math.max(0, share(member) - partitionsOf(member).size()))
            .collect(Collectors.toSet());
    return changed(claimed::contains, member);
  }

  /**
   * Which more of its partitions a member has to let go of, since it has more than its share. While
   * others have even more, or something is free, none lets go of the one by which shares differ: it
   * could yet become its own.
   *
   * @param draining those it is about to let go of
   */
  SortedSet<Integer> surplus(String member, Set<Integer> draining) {
    SortedSet<Integer> own = partitionsOf(member);
    long alreadyLess = own.stream().filter(draining::contains).count();
    int keeps = isSettling() ? most() : share(member);
    return own.stream()
        .sorted(Comparator.reverseOrder())
        .filter(partition -> !draining.contains(partition))
        .limit(Math.max(0, own.size() - alreadyLess - keeps))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * How many partitions a member is to have. All shares together are all partitions, and differ by
   * one at most; where they differ, those who have most are to have most, so that little moves.
   */
  int share(String member) {
    if (!members.containsKey(member)) {
      return 0;
    }
    Map<String, Integer> has = new HashMap<>();
    owners.forEach(owner -> has.merge(owner, 1, Integer::sum));
    var byPossession = new ArrayList<>(members.keySet()); // by name where they have the same
    byPossession.sort(Comparator.comparingInt((String one) -> has.getOrDefault(one, 0)).reversed());
    int least = owners.size() / members.size();
    int withOneMore = owners.size() % members.size();
    return byPossession.indexOf(member) < withOneMore ? least + 1 : least;
  }

  private boolean isSettling() {
    return owners.contains(NOBODY)
        || members.keySet().stream().anyMatch(member -> partitionsOf(member).size() > most());
  }

  /** The largest share. */
  private int most() {
    return Math.ceilDiv(owners.size(), members.size());
  }

  /** How long a member may be silent; empty if it has not said so. */
  Optional<Duration> leaseOf(String member) {
    return Optional.ofNullable(members.get(member)).flatMap(Member::lease);
  }

  boolean has(String member) {
    return members.containsKey(member);
  }

  boolean owns(String member, int partition) {
    return owners.get(partition).equals(member);
  }

  /** What a member owns, or what is free. */
  SortedSet<Integer> partitionsOf(String member) {
    var own = new TreeSet<Integer>();
    for (int partition = 0; partition < owners.size(); partition++) {
      if (owns(member, partition)) {
        own.add(partition);
      }
    }
    return own;
  }

  private Assignment changed(IntPredicate which, String owner) {
    var changed = new ArrayList<>(owners);
    for (int partition = 0; partition < owners.size(); partition++) {
      if (which.test(partition)) {
        changed.set(partition, owner);
      }
    }
    return changed.equals(owners) ? this : new Assignment(members, changed);
  }
}
