package dev.weft.engine.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.Responder;
import dev.weft.engine.Numbers;
import dev.weft.engine.Observer;
import dev.weft.engine.WorkerThread;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Responders on subjects in memory, and one who asks them. */
final class ResponderBench implements AutoCloseable {

  static final String SUBJECT = "prices.get";
  static final RequestOptions PATIENT =
      RequestOptions.defaults().withTimeout(Duration.ofSeconds(30));

  final MovedMachine machine = new MovedMachine();
  final MemoryTransport transport = new MemoryTransport();
  final Housekeeper housekeeper = new Housekeeper(machine);

  /** Lets {@link #gated} requests go on; a test gives the permits. */
  final Semaphore gate = new Semaphore(0);

  final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN);
  final Requester<String, Integer> requester =
      new CodecRequester<>(
          Questions.INSTANCE, Numbers.INSTANCE, transport.requests(), Observer.none());
  private final List<WorkerThread> workers = new ArrayList<>();

  RequestException failure(String payload) {
    return catchThrowableOfType(
        RequestException.class, () -> requester.request(SUBJECT, payload, PATIENT));
  }

  static Responder<String, Integer> length() {
    return request -> request.payload().length();
  }

  Responder<String, Integer> gated() {
    return request -> {
      if (!gate.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the gate");
      }
      return request.payload().length();
    };
  }

  ResponderWorker start(Responder<String, Integer> responder) {
    return start(responder, 100, Duration.ofMinutes(1));
  }

  ResponderWorker start(Responder<String, Integer> responder, int concurrency, Duration timeout) {
    ResponderWorker worker =
        run(
            new ResponderWorker(
                spec(responder, concurrency, timeout),
                transport.requests(),
                Observer.none(),
                housekeeper));
    await().until(() -> worker.problem().isEmpty());
    return worker;
  }

  static ResponderSpec<String, Integer> spec(
      Responder<String, Integer> responder, int concurrency, Duration timeout) {
    return new ResponderSpec<>(
        "prices",
        SUBJECT,
        Optional.of("prices"),
        new ResponderSpec.ResponderLimits(concurrency, timeout),
        new ResponderSpec.Exchange<>(Questions.INSTANCE, Numbers.INSTANCE, responder));
  }

  ResponderWorker run(ResponderWorker worker) {
    workers.add(WorkerThread.start(worker, () -> {}));
    return worker;
  }

  Thread thread() {
    return workers.getFirst().thread();
  }

  /** Waits until every started worker's thread has ended. */
  void awaitEnd() {
    workers.forEach(WorkerThread::awaitEnd);
  }

  /** Stops the workers, and fails if one does not end. */
  @Override
  public void close() {
    gate.release(1_000);
    workers.forEach(each -> each.worker().stop());
    awaitEnd();
    housekeeper.close();
    transport.close();
    log.close();
  }
}
