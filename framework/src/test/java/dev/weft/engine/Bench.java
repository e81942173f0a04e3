package dev.weft.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.AckMode;
import dev.weft.BatchHandler;
import dev.weft.BatchPolicy;
import dev.weft.BreakerPolicy;
import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.MessageKey;
import dev.weft.Middleware;
import dev.weft.RetryPolicy;
import dev.weft.codec.StringCodec;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.clock.Time;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.deadletter.ExhaustedPolicy;
import dev.weft.engine.delivery.Quarantine;
import dev.weft.engine.flow.Throttle;
import dev.weft.engine.maxdeliver.MaxDeliveriesWatch;
import dev.weft.engine.maxdeliver.MaxDeliveriesWorker;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.retry.RetryStore;
import dev.weft.engine.source.MessageMemory;
import dev.weft.engine.worker.Markers;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.Worker;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Outbox;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One worker on a stream in memory: started, fed and stopped by a test. */
public final class Bench implements AutoCloseable {

  public static final Duration ACK_WAIT = Duration.ofSeconds(60);
  public static final RetryPolicy QUICK =
      RetryPolicy.builder().attempts(3).fixedDelay(Duration.ofMillis(20)).build();

  public final RecordedOutcomes outcomes = new RecordedOutcomes();
  public final MemoryTransport memory;
  private final Housekeeper housekeeper;
  private final List<WorkerThread> workers = new ArrayList<>();

  private Transport transport;
  private String stream = "S";
  private int maxDeliver = -1;
  private AckMode ack = AckMode.AUTO;
  private boolean ackConfirm;
  private int concurrency = 1;
  private BatchPolicy batch = BatchPolicy.defaults();
  private @Nullable MessageKey key;
  private Outbox outbox;
  private RetryPolicy retry = QUICK;
  private BreakerPolicy breaker = BreakerPolicy.defaults();
  private Duration ackWait = ACK_WAIT;
  private long slots = 1000;
  private Duration timeout = WorkerSpec.DEFAULT_TIMEOUT;
  private DeadLetters deadLetters = DeadLetters.off();
  private AttemptJournal attemptJournal = AttemptJournal.off();
  private RetryStore retryStore = RetryStore.byConsumer();
  private ExhaustedPolicy exhausted = ExhaustedPolicy.deadLetter();
  private Observer observer = outcomes;
  private Worker.Care care = Worker.Care.SUPERVISED;
  private List<Middleware> middleware = List.of();
  private Throttle throttle = Throttle.none();
  private MessageMemory messageMemory = MessageMemory.ofProcess();
  private Markers markers = Markers.HAND_OVER;
  private boolean headersOnly;
  private boolean logContext;
  public final Quarantine quarantine = new Quarantine(); // as for all handlers of a process

  public Bench() {
    this(Machine.real());
  }

  /** One whose workers and whose stream are on that machine. */
  public Bench(Machine machine) {
    this(machine, new MemoryTransport(machine), Time.of(machine));
  }

  public Bench(MemoryTransport memory, Time time) {
    this(Machine.real(), memory, time);
  }

  public Bench(Machine machine, MemoryTransport memory, Time time) {
    this.memory = memory;
    this.housekeeper = new Housekeeper(machine, time);
    this.transport = memory;
    this.outbox = memory.outbox();
    memory.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
  }

  public Bench manual() {
    ack = AckMode.MANUAL;
    return this;
  }

  public Bench concurrency(int slots) {
    concurrency = slots;
    return this;
  }

  public Bench batch(int size, Duration linger) {
    batch = new BatchPolicy(size, linger);
    return this;
  }

  public Bench keyed(MessageKey chosen) {
    key = chosen;
    return this;
  }

  public Bench confirmed() {
    ackConfirm = true;
    return this;
  }

  /** What handlers emit goes through this outbox. */
  public Bench emitting(Outbox other) {
    outbox = other;
    return this;
  }

  public Bench retry(RetryPolicy policy) {
    retry = policy;
    return this;
  }

  public Bench breaker(BreakerPolicy policy) {
    breaker = policy;
    return this;
  }

  public Bench ackWait(Duration wait) {
    ackWait = wait;
    return this;
  }

  public Bench slots(long count) {
    slots = count;
    return this;
  }

  public Bench timeout(Duration limit) {
    timeout = limit;
    return this;
  }

  public Bench deadLetters(DeadLetters kept) {
    deadLetters = kept;
    return this;
  }

  public Bench maxDeliver(int limit) {
    maxDeliver = limit;
    return this;
  }

  /** What the consumer is on, in place of {@code S}. */
  public Bench stream(String name) {
    stream = name;
    return this;
  }

  public Bench attemptJournal(AttemptJournal remembered) {
    attemptJournal = remembered;
    return this;
  }

  public Bench retryStore(RetryStore kept) {
    retryStore = kept;
    return this;
  }

  public Bench exhausted(ExhaustedPolicy policy) {
    exhausted = policy;
    return this;
  }

  /** Is told in place of {@link #outcomes} what happens in the next workers. */
  Bench observer(Observer other) {
    observer = other;
    return this;
  }

  Bench byCaller() {
    care = Worker.Care.BY_CALLER;
    return this;
  }

  public Bench middleware(Middleware... chain) {
    middleware = List.of(chain);
    return this;
  }

  /** The next workers' throttle. */
  public Bench throttle(Throttle chosen) {
    throttle = chosen;
    return this;
  }

  /** Where what the next workers hold is counted. */
  public Bench memory(MessageMemory chosen) {
    messageMemory = chosen;
    return this;
  }

  Bench markers(Markers chosen) {
    markers = chosen;
    return this;
  }

  /** The next workers' handlers log with the fields of their message. */
  Bench logContext() {
    logContext = true;
    return this;
  }

  Bench headersOnly() {
    headersOnly = true;
    return this;
  }

  public Bench through(Transport other) {
    transport = other;
    return this;
  }

  public ConsumerSpec consumer() {
    return new ConsumerSpec(
        stream,
        "c",
        Map.of(
            "ack_wait",
            ackWait.toNanos(),
            "max_deliver",
            maxDeliver,
            "max_ack_pending",
            slots,
            "headers_only",
            headersOnly));
  }

  /** Creates the consumer, which its worker would do. */
  public Bench prepared() {
    memory.create(consumer());
    return this;
  }

  /** A worker that is not running yet. */
  public Worker worker(Handler<String> handler) {
    return worker(new UserHandler.Single<>(handler));
  }

  private Worker worker(UserHandler<String> handler) {
    return new Worker(spec(handler), transport, observer, housekeeper, care);
  }

  public Emitter emitter() {
    return Parts.emitter(outbox, outcomes);
  }

  private WorkerSpec<String> spec(UserHandler<String> handler) {
    return WorkerSpec.of("test", consumer(), StringCodec.INSTANCE, handler, emitter())
        .withIntake(intake -> intake.withMemory(messageMemory).withMarkers(markers))
        .withFlow(
            flow ->
                flow.withConcurrency(concurrency)
                    .withKey(key)
                    .withThrottle(throttle)
                    .withBreaker(breaker))
        .withCall(
            call -> call.withMiddleware(middleware).withTimeout(timeout).withLogContext(logContext))
        .withSettlement(
            settlement ->
                settlement
                    .withAck(ack)
                    .withAckConfirm(ackConfirm)
                    .withRetry(retry)
                    .withRetryStore(retryStore))
        .withGiveUp(
            giveUp ->
                giveUp
                    .withPolicy(exhausted)
                    .withDeadLetters(deadLetters)
                    .withAttemptJournal(attemptJournal)
                    .withQuarantine(quarantine));
  }

  /** Starts a worker on a virtual thread of its own, as the runtime does. */
  public Worker start(Handler<String> handler) {
    return start(worker(handler));
  }

  /** Whose chores its workers have. */
  public Housekeeper housekeeper() {
    return housekeeper;
  }

  /** Starts the worker beside the handler's that keeps what max_deliver ended. */
  public MaxDeliveriesWorker startDeaths() {
    return start(
        new MaxDeliveriesWorker(
            spec(new UserHandler.Single<>(message -> {})),
            transport,
            outcomes,
            housekeeper,
            () -> {}));
  }

  /** Starts what looks after such workers; of these consumers some are to be expected. */
  public MaxDeliveriesWatch startDeathsWatch(Set<ConsumerSpec> ending, Runnable restore) {
    return start(
        MaxDeliveriesWatch.of(
            List.of(spec(new UserHandler.Single<>(message -> {}))),
            ending,
            transport,
            outcomes,
            housekeeper,
            restore));
  }

  /** Starts a worker that is called with batches. */
  public Worker startBatches(BatchHandler<String> handler) {
    return start(worker(new UserHandler.Batched<>(handler, batch)));
  }

  private <W extends ManagedWorker> W start(W worker) {
    workers.add(WorkerThread.start(worker, () -> outcomes.note("interrupted")));
    return worker;
  }

  public Thread thread() {
    return workers.getFirst().thread();
  }

  public Bench publish(String... texts) {
    for (String text : texts) {
      publish(text.getBytes(UTF_8));
    }
    return this;
  }

  public void publishTo(String subject, String text) {
    memory.outbox().publish(subject, text.getBytes(UTF_8), Headers.empty());
  }

  public void publish(byte[] data) {
    memory.outbox().publish("s.a", data, Headers.empty());
  }

  /** Stops the workers and waits until they have ended. */
  public void stopAll() {
    workers.forEach(each -> each.worker().stop());
    awaitEnd();
  }

  /** Waits until every started worker's thread has ended. */
  public void awaitEnd() {
    workers.forEach(WorkerThread::awaitEnd);
  }

  /** Stops the workers, and fails if one does not end. */
  @Override
  public void close() {
    stopAll();
    housekeeper.close();
    memory.close();
  }

  /** Whether a worker's breaker holds it back; no other problem is meant, such as its start. */
  public static boolean isPausedByBreaker(Worker worker) {
    return worker.problem().filter(why -> why.startsWith("paused for another")).isPresent();
  }
}
