package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Handler;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One scenario at work: a stream under steady traffic, workers on it, a ledger over all, and the
 * judgement at the end. One thread uses it.
 */
final class Stage implements AutoCloseable {

  /** The longest time from a fault's end to the next handled message. */
  static final Duration RECOVERY = Duration.ofSeconds(10);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Plan plan;
  private final Path folder;
  private Job job;
  private final Ledger ledger = new Ledger();
  private final StageStreams streams;
  private final List<LocalWorker> locals = new CopyOnWriteArrayList<>();
  private final List<ChildWorker> children = new ArrayList<>();
  private final AtomicInteger workers = new AtomicInteger();
  private @Nullable Traffic traffic;
  private Instant faultBegan = Instant.MAX;
  private Instant faultEnded = Instant.MAX;
  private Duration longestRecovery = Duration.ZERO;
  private @Nullable Duration seenAfter;
  private Predicate<String> dead = id -> false;

  /**
   * Connects and creates the stream.
   *
   * @param servers where the traffic goes, past any broken network
   * @param workerServers where the workers connect to
   */
  Stage(Plan plan, Path folder, List<String> servers, List<String> workerServers)
      throws IOException, InterruptedException {
    this.plan = plan;
    this.folder = folder;
    this.job =
        new Job(
            "job" + NUMBER.incrementAndGet(),
            workerServers,
            plan.mode(),
            plan.ackWait(),
            plan.timeout(),
            plan.attempts());
    this.streams = new StageStreams(servers);
    // A cluster's servers may yet have to find each other.
    await().atMost(PATIENCE).ignoreExceptions().until(this::createStream);
  }

  /** Creates the stream as it was at the start. */
  boolean createStream() throws IOException, JetStreamApiException {
    streams.create(plan.retention(), plan.replicas());
    return true;
  }

  /** Workers that start from now on connect there. */
  void connectWorkersTo(String server) {
    job = job.on(server);
  }

  Ledger ledger() {
    return ledger;
  }

  JetStreamManagement management() {
    return streams.management();
  }

  Connection connection() {
    return streams.connection();
  }

  /** The workers' consumer. */
  String consumer() {
    return job.name();
  }

  /** Starts a worker that takes its time over each message. */
  LocalWorker worker() {
    return worker(message -> TimeUnit.NANOSECONDS.sleep(plan.handling().toNanos()));
  }

  /** Starts a worker in this JVM; a message counts as handled when its act returns. */
  LocalWorker worker(Handler<String> act) {
    String name = "worker" + workers.incrementAndGet();
    var worker =
        new LocalWorker(
            job,
            message -> {
              act.handle(message);
              ledger.handled(
                  new Ledger.Handling(message.payload(), message.attempt(), name, Instant.now()));
            });
    locals.add(worker);
    return worker;
  }

  /** Drains a worker and has no more to do with it. */
  void stop(LocalWorker worker) {
    locals.remove(worker);
    worker.close();
  }

  /** Starts a worker in a JVM of its own. */
  ChildWorker child() {
    var child =
        new ChildWorker("child" + workers.incrementAndGet(), folder, job, plan.handling(), ledger);
    children.add(child);
    return child;
  }

  /** Starts the traffic, and returns when messages are being handled. */
  void flow() {
    try {
      traffic =
          Traffic.start(streams.connection().jetStream(), Job.SUBJECT, ledger, plan.perSecond());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitHandled(plan.perSecond() / 2);
  }

  /** Publishes one message besides the traffic. */
  void publish(String id) {
    if (traffic == null) {
      throw new IllegalStateException("no traffic yet: call flow() first");
    }
    traffic.publishBesides(id);
  }

  /** Returns when so many more messages have been handled. */
  void awaitHandled(int more) {
    int goal = ledger.handledCount() + more;
    await("handled messages").atMost(PATIENCE).until(() -> ledger.handledCount() >= goal);
  }

  /** Returns when the worker of this name has handled a message. */
  void awaitHandledBy(String worker) {
    await("a message handled by " + worker).atMost(PATIENCE).until(() -> ledger.hasHandled(worker));
  }

  /** From here on a fault lasts. */
  void faultBegins() {
    locals.forEach(LocalWorker::forget);
    faultBegan = Instant.now();
  }

  /** Returns when each worker of this JVM has told of a problem like this since the fault began. */
  void awaitTold(String part) {
    for (LocalWorker worker : locals) {
      await("a problem with \"" + part + "\"")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> worker.told().stream().anyMatch(problem -> problem.contains(part)));
    }
    seenAfter = Duration.between(faultBegan, Instant.now());
  }

  /** What the workers of this JVM have told since the fault began. */
  List<String> told() {
    return locals.stream().flatMap(worker -> worker.told().stream()).toList();
  }

  /** Everything works again from here on. */
  void faultEnds() {
    faultEnded = Instant.now();
  }

  /** Returns when a message has been handled since the fault's end. */
  void awaitRecovery() {
    await("a message handled after the fault's end")
        .atMost(PATIENCE)
        .until(() -> ledger.firstHandledAfter(faultEnded).isPresent());
    Duration took =
        Duration.between(faultEnded, ledger.firstHandledAfter(faultEnded).orElseThrow());
    longestRecovery = took.compareTo(longestRecovery) > 0 ? took : longestRecovery;
  }

  /** The messages that have to end as dead letters; without a word of this none may. */
  void expectDead(Predicate<String> expected) {
    dead = expected;
  }

  /** Runs something while no message is on its way into the stream. */
  void betweenPublishes(Runnable action) {
    if (traffic == null) {
      throw new IllegalStateException("no traffic yet: call flow() first");
    }
    traffic.between(action);
  }

  /** Ends the traffic, and demands that all went as promised. */
  void judge(int duplicatesAllowed) throws Exception {
    judge(duplicatesAllowed, RECOVERY);
  }

  void judge(int duplicatesAllowed, Duration recoveryAllowed) throws Exception {
    awaitRecovery();
    awaitHandled(plan.perSecond());
    if (traffic != null) {
      traffic.stop();
    }
    Instant trafficEnded = Instant.now();
    await("no message is lost")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(ledger.open()).isSubsetOf(streams.deadLetters()));
    await("no problem is left")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(locals).allSatisfy(w -> assertThat(w.problems()).isEmpty()));
    await("nothing is pending")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(streams.pending(job.name())).isZero());

    List<String> deadLetters = streams.deadLetters();
    assertThat(deadLetters)
        .as("dead letters: exactly those that should be, each once")
        .containsExactlyInAnyOrderElementsOf(ledger.publishedIds().stream().filter(dead).toList());

    Duration gap = ledger.longestGap(faultEnded, trafficEnded);
    FaultReport.add(
        new FaultReport.Row(
            plan.scenario(),
            ledger.publishedCount(),
            ledger.handledCount() - ledger.duplicateCount(),
            ledger.takenAway(),
            deadLetters.size(),
            ledger.duplicateCount(),
            seenAfter,
            longestRecovery,
            gap));
    assertThat(ledger.duplicateCount())
        .as("duplicates %s", ledger.duplicates())
        .isLessThanOrEqualTo(duplicatesAllowed);
    assertThat(longestRecovery).as("recovery").isLessThanOrEqualTo(recoveryAllowed);
    assertThat(gap).as("longest gap").isLessThanOrEqualTo(recoveryAllowed);
  }

  @Override
  public void close() {
    if (traffic != null) {
      traffic.abandon();
    }
    locals.forEach(LocalWorker::close);
    children.forEach(ChildWorker::close);
    streams.close();
  }
}
