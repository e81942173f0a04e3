package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.BreakerPolicy;
import dev.weft.Message;
import dev.weft.RejectException;
import dev.weft.RetryPolicy;
import dev.weft.engine.Bench;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.worker.Worker;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.InMemory;
import dev.weft.transport.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With {@link ExhaustedPolicy.Stop} a worker stands still over what it would give up. */
class StopActionTest {

  private static final RetryPolicy ONCE =
      RetryPolicy.builder().attempts(1).fixedDelay(Duration.ZERO).build();

  private final Bench bench =
      new Bench().exhausted(new ExhaustedPolicy.Stop()).breaker(BreakerPolicy.off()).retry(ONCE);
  private final List<String> tried = new CopyOnWriteArrayList<>();
  private final List<String> buried = new CopyOnWriteArrayList<>();
  private final AtomicBoolean mended = new AtomicBoolean();
  private final Semaphore mayEnd = new Semaphore(0);

  StopActionTest() {
    bench.deadLetters(
        (handler, delivery, reject) -> {
          buried.add(delivery.id());
          return "kept";
        });
    bench.memory.create(bench.consumer());
  }

  @AfterEach
  void close() {
    mayEnd.release(100);
    bench.close();
    assertThat(buried).as("dead letters").isEmpty();
  }

  @Test
  void itTakesNothingMoreAndSaysWhyInOneLine() {
    bench.publish("bad", "next");
    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      Worker worker = bench.start(this::handle);

      awaitStand(worker);
      assertThat(worker.problem().orElseThrow())
          .isEqualTo(
              "stopped because S/1 (s.a) is exhausted: attempts spent (1 of 1):"
                  + " IllegalStateException: for the test; mend the cause, then resume it or"
                  + " restart");
      await().until(() -> bench.outcomes.all().contains("happened STOPPED")); // after the line
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR handler test: stopped because S/1 (s.a) is exhausted: attempts spent");
    }
    assertThat(bench.outcomes.settlements()).containsExactly("retry bad #1");
    assertThat(tried).containsExactly("bad#1");

    // What it handed back is there for somebody else, in the stream's order.
    mended.set(true);
    bench.start(this::handle);
    await().until(() -> tried.size() == 3);
    assertThat(tried).containsExactly("bad#1", "bad#2", "next#1");
  }

  @Test
  void afterAResumeItTriesTheMessageAgainAndGoesOnBehindIt() {
    bench.publish("bad", "next", "last");
    Worker worker = bench.start(this::handle);
    awaitStand(worker);
    mended.set(true);

    worker.resume();

    await().until(() -> tried.size() == 4);
    assertThat(tried).containsExactly("bad#1", "bad#2", "next#1", "last#1");
    assertThat(worker.problem()).isEmpty();
  }

  @Test
  void aResumeTooEarlyIsOneAttemptMore() {
    bench.publish("bad", "next").retry(Bench.QUICK);
    bench.concurrency(4).keyed((subject, headers, data) -> "one key");
    Worker worker = bench.start(this::handle);
    awaitStand(worker);
    await().until(() -> worker.holding() == 0); // so that it has the message from the server again
    assertThat(tried).containsExactly("bad#1", "bad#2", "bad#3");

    worker.resume();

    await().until(() -> stands() == 2);
    await().until(() -> worker.holding() == 0);
    assertThat(tried).containsExactly("bad#1", "bad#2", "bad#3", "bad#4");
    mended.set(true);
    worker.resume();
    await().until(() -> tried.size() == 6);
    assertThat(tried.subList(4, 6)).containsExactly("bad#5", "next#3");
  }

  @Test
  void soItDoesOverWhatIsRejectedCannotBeDecodedOrTakesTooLong() {
    bench.retry(Bench.QUICK).timeout(Duration.ofMillis(200));
    bench.publish("rejected");
    Worker worker =
        bench.start(
            message -> {
              switch (message.payload()) {
                case "rejected" -> {
                  if (!mended.get()) {
                    throw new RejectException("no such customer");
                  }
                }
                default -> mayEnd.acquire();
              }
            });
    awaitStand(worker);
    assertThat(worker.problem().orElseThrow()).contains("RejectException: no such customer");
    mended.set(true);
    worker.resume();
    await().until(() -> bench.outcomes.settlements().contains("ack rejected #2"));

    bench.publish("slow");
    await().until(() -> stands() == 2);
    await().until(() -> worker.problem().orElse("").contains("S/2 (s.a) is exhausted"));
    mayEnd.release();
    worker.resume();
    await().until(() -> bench.outcomes.settlements().contains("ack slow #4"));

    bench.publish(new byte[] {(byte) 0xff, (byte) 0xfe});
    await().until(() -> worker.problem().orElse("").contains("cannot be decoded"));
  }

  @Test
  void whatIsAtWorkBesideItFinishesAndNothingNewBegins() {
    bench.concurrency(3).publish("slow-1", "slow-2");
    Worker worker = bench.start(this::handle);
    await().until(() -> tried.size() == 2);
    bench.publish("bad");
    awaitStand(worker);
    bench.publish("late");

    mayEnd.release(2);
    await()
        .until(
            () ->
                bench
                    .outcomes
                    .settlements()
                    .containsAll(List.of("ack slow-1 #1", "ack slow-2 #1", "retry bad #1")));
    assertThat(worker.problem()).isPresent();
    assertThat(tried).containsExactlyInAnyOrder("slow-1#1", "slow-2#1", "bad#1");

    mended.set(true);
    worker.resume();
    await().until(() -> bench.outcomes.settlements().contains("ack late #1"));
    await().until(() -> bench.outcomes.settlements().contains("ack bad #2"));
  }

  @Test
  void theOrderOfTheKeysHolds() {
    bench
        .concurrency(4)
        .keyed((subject, headers, data) -> new String(data, UTF_8).replaceAll("-.*", ""));
    bench.publish("bad-0", "bad-1", "good-0", "bad-2", "good-1");
    Worker worker = bench.start(this::handle);
    awaitStand(worker);
    assertThat(tried).doesNotContain("bad-1#1", "bad-2#1");
    mended.set(true);

    worker.resume();

    await().until(() -> settled("ack ") == 5);
    assertThat(numbers("bad")).containsExactly("bad-0", "bad-0", "bad-1", "bad-2");
    assertThat(numbers("good")).containsExactly("good-0", "good-1");
  }

  @Test
  void aKeyThatCannotBeToldStopsItToo() {
    bench
        .concurrency(4)
        .keyed(
            (subject, headers, data) -> {
              if (!mended.get()) {
                throw new IllegalArgumentException("no key in it");
              }
              return "key";
            });
    bench.publish("one", "two");
    Worker worker = bench.start(this::handle);
    awaitStand(worker);
    assertThat(worker.problem().orElseThrow()).contains("its key cannot be told");
    mended.set(true);

    worker.resume();

    await().until(() -> settled("ack ") == 2);
    assertThat(numbers("")).containsExactly("one", "two");
  }

  @Test
  void whatKilledItsProcessStopsItUnseenAndHasOneAttemptWhenItIsResumed() throws Exception {
    var attemptJournal = new StreamAttemptJournal(bench.memory, () -> {});
    bench.memory.create(SideStream.DEATHS.beside("S", Map.of()));
    bench.retry(Bench.QUICK).attemptJournal(attemptJournal);
    bench.publish("crashes");
    attemptJournal.note(Parts.ID, deliveredOften(), AttemptNote.Stage.BEGUN_ALONE);
    mended.set(true);
    Worker worker = bench.start(this::handle);
    awaitStand(worker);
    assertThat(worker.problem().orElseThrow()).contains("without a verdict");
    assertThat(tried).isEmpty();

    worker.resume();

    await().until(() -> tried.size() == 1);
    await().until(() -> settled("ack ") == 1);
  }

  @Test
  void aPauseByHandOfAWorkerThatStandsStillChangesNothing() {
    bench.publish("bad");
    Worker worker = bench.start(this::handle);
    awaitStand(worker);

    worker.pause();

    assertThat(worker.problem().orElseThrow()).startsWith("stopped because S/1");
  }

  private Delivery deliveredOften() {
    return InMemory.handBack(bench.memory, bench.consumer(), 3);
  }

  private void handle(Message<String> message) throws InterruptedException {
    tried.add(message.payload() + "#" + message.attempt());
    if (message.payload().startsWith("bad") && !mended.get()) {
      throw new IllegalStateException("for the test");
    }
    if (message.payload().startsWith("slow")) {
      mayEnd.acquire();
    }
  }

  private List<String> numbers(String key) {
    return tried.stream()
        .filter(id -> id.startsWith(key))
        .map(id -> id.replaceAll("#.*", ""))
        .toList();
  }

  private long settled(String how) {
    return bench.outcomes.settlements().stream().filter(line -> line.startsWith(how)).count();
  }

  private long stands() {
    return bench.outcomes.all().stream().filter("happened STOPPED"::equals).count();
  }

  private static void awaitStand(Worker worker) {
    await().until(() -> worker.problem().filter(why -> why.startsWith("stopped")).isPresent());
  }
}
