package dev.weft.engine.partition;

import dev.weft.TransportException;
import dev.weft.engine.SideStream;
import dev.weft.machine.Machine;
import dev.weft.transport.Registers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads the document in which a handler's replicas keep their leases, and writes what this replica
 * changes of it, unless another one has written meanwhile. One thread uses it.
 */
final class LeaseClient {

  private static final int TRIES = 20;

  private static final int HASTY_TRIES = 2;

  private final Machine machine;
  private final PartitionsSpec spec;
  private final Registers hasty;
  private final Registers patient; // whose requests may take twice as long
  private final Duration limit;
  private final Runnable restore;
  private final String subject;
  private final FailureDetector failureDetector;
  private Assignment known;
  private int failures; // in a row, counted from none again after a patient one

  /**
   * A client that has read nothing yet.
   *
   * @param registers where the documents are, of which each request may take so long
   * @param restore creates the stream of leases if it is gone
   */
  LeaseClient(
      Machine machine,
      PartitionsSpec spec,
      Function<Duration, Registers> registers,
      Runnable restore) {
    this.machine = machine;
    this.spec = spec;
    this.limit = Leases.limit(spec.lease());
    this.hasty = registers.apply(limit);
    this.patient = registers.apply(limit.multipliedBy(2));
    this.restore = restore;
    this.subject = Leases.subject(spec.consumer());
    this.failureDetector = new FailureDetector(spec.member(), spec.lease());
    this.known = Assignment.of(spec.count());
  }

  /**
   * Updates the document. Blocks for two round trips, for some seconds at most. After two updates
   * that have failed each request of the next may take twice as long, and goes on to while the
   * server takes its time: one that is slow is told from one that is gone. Not after one: what a
   * reset of the connection has lost would be waited for in vain, and a lease has few tries.
   *
   * @param seen called with what was read, before anything is changed
   * @param change what becomes of it, silent members dropped; called again if somebody else was
   *     faster
   * @throws TransportException if it is not known to be written
   */
  LeaseUpdate update(Consumer<Assignment> seen, UnaryOperator<Assignment> change) {
    boolean isKnown = false;
    long start = machine.nanoTime();
    try {
      for (int i = 0; i < TRIES; i++) {
        Optional<LeaseUpdate> update = tryOnce(seen, change);
        if (update.isPresent()) {
          isKnown = true;
          return update.get();
        }
      }
      isKnown = true; // as far as it was read
    } catch (TransportException e) {
      if (e.isWithoutEffect()) {
        restore.run(); // for the next round
      }
      throw e;
    } finally {
      if (!isKnown) {
        failures = isPatient() ? 0 : failures + 1;
        failureDetector.forget();
      } else if (!isPatient() || machine.nanoTime() - start <= limit.toNanos()) {
        failures = 0;
      }
    }
    throw TransportException.passing(
        subject + ": others have changed it each of " + TRIES + " times it was to be", null);
  }

  /** Whether this replica is a member by the last document that is known. */
  boolean isTaken() {
    return known.has(spec.member());
  }

  private boolean isPatient() {
    return failures == HASTY_TRIES;
  }

  private Optional<LeaseUpdate> tryOnce(
      Consumer<Assignment> seen, UnaryOperator<Assignment> change) {
    Registers registers = isPatient() ? patient : hasty;
    Optional<Registers.Entry> entry =
        registers.read(SideStream.LEASES.name(spec.consumer().stream()), subject);
    // Where it was deleted, what was agreed on last still holds.
    Assignment before =
        entry.map(one -> Leases.read(subject, one.data(), spec.count())).orElse(known);
    seen.accept(before);
    Assignment after =
        change.apply(before.drop(failureDetector.silent(before, machine.nanoTime())));
    long revision = entry.map(Registers.Entry::revision).orElse(Registers.ABSENT);
    long at = machine.nanoTime();
    OptionalLong written = registers.replace(subject, revision, Leases.write(after));
    if (written.isEmpty()) {
      return Optional.empty();
    }
    known = after;
    return Optional.of(new LeaseUpdate(before, after, at));
  }
}
