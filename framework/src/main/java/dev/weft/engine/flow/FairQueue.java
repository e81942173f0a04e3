package dev.weft.engine.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a limit: how many messages may begin at a time, and whose. Guarded by {@link
 * RateLimit}'s lock.
 */
final class FairQueue {

  // How far a message may be ahead of its evenly spaced time. It makes up for threads that wake
  // late, and for the round trip to a server; an idle time saves up no more than this.
  static final long AHEAD = Duration.ofMillis(100).toNanos();

  /** Where a share stands. */
  static final class Place {

    private final int weight;
    private double at; // grows by 1 / weight with each message; the least is served next

    private Place(int weight) {
      this.weight = weight;
    }
  }

  /** Messages of one share that wait. */
  static final class Claim {

    private final Place place;
    private final int wanted;
    private int granted;

    private Claim(Place place, int wanted) {
      this.place = place;
      this.wanted = wanted;
    }

    /** How many of them may begin. */
    int granted() {
      return granted;
    }
  }

  private final long spacing;
  private final List<Claim> claims = new ArrayList<>();
  private long due; // when the next message begins if all are evenly spaced
  private double served; // where the share stood that was served last
  private long weights;

  /**
   * Nobody waits.
   *
   * @param spacing nanoseconds from one message to the next
   */
  FairQueue(long spacing, long now) {
    this.spacing = spacing;
    this.due = now;
  }

  /** A place for another share. */
  Place place(int weight) {
    weights += weight;
    return new Place(weight);
  }

  /** The most that ever begin at once. */
  int most() {
    return (int) (1 + AHEAD / spacing);
  }

  /** How many may begin now. */
  int free(long now) {
    long ahead = Math.max(0, due - now);
    return ahead > AHEAD ? 0 : (int) (1 + (AHEAD - ahead) / spacing);
  }

  /** Nanoseconds until one may begin; none or less if one may now. */
  long untilFree(long now) {
    return due - now - AHEAD;
  }

  /** That many begin now. */
  void spend(int messages, long now) {
    due = now + Math.max(0, due - now) + messages * spacing;
  }

  /** Has messages of a share wait. */
  Claim join(Place place, int wanted) {
    // Who was away does not come back with a claim to all that time, but to a moment of it: to
    // fetch the next message takes one.
    place.at = Math.max(place.at, served - (double) most() / weights);
    var claim = new Claim(place, wanted);
    claims.add(claim);
    return claim;
  }

  /**
   * Grants what is free to those who wait.
   *
   * @return whether that was anything
   */
  boolean serve(long now) {
    boolean any = false;
    for (int free = free(now); free > 0; free--) {
      Claim next = next();
      if (next == null) {
        break;
      }
      next.granted++;
      served = Math.max(served, next.place.at);
      next.place.at += 1.0 / next.place.weight;
      spend(1, now);
      any = true;
    }
    return any;
  }

  /** What was granted has begun. */
  void leave(Claim claim) {
    claims.remove(claim);
  }

  /** What was granted does not begin, and is for others. */
  void withdraw(Claim claim) {
    claims.remove(claim);
    due -= claim.granted * spacing;
    claim.place.at -= (double) claim.granted / claim.place.weight;
  }

  private @Nullable Claim next() {
    Claim next = null;
    for (Claim claim : claims) {
      if (claim.granted < claim.wanted && (next == null || claim.place.at < next.place.at)) {
        next = claim;
      }
    }
    return next;
  }
}
