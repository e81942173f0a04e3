package dev.weft.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Message;
import dev.weft.ReceiveMode;
import dev.weft.engine.Bench;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Parts;
import dev.weft.engine.SideStream;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.AttemptNote;
import dev.weft.engine.deadletter.StreamAttemptJournal;
import dev.weft.engine.deadletter.StreamDeadLetters;
import dev.weft.engine.worker.Worker;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a process has died beside is handled alone, and given up only if it was alone then. */
class QuarantineTest {

  private static final HandlerId ID = Parts.ID;
  private static final int LAST = Bench.QUICK.attempts();

  /** The ways to work in which several messages are at work at once. */
  enum Way {
    CONCURRENT(bench -> bench.concurrency(10)),
    KEYED(
        bench ->
            bench.concurrency(10).keyed((subject, headers, data) -> new String(data, 0, 2, UTF_8))),
    BATCHES(bench -> bench.batch(10, Duration.ofMillis(20)).concurrency(2));

    @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything
    private final Consumer<Bench> setting;

    Way(Consumer<Bench> setting) {
      this.setting = setting;
    }
  }

  private final Bench bench = new Bench();
  private final AttemptJournal attemptJournal = new StreamAttemptJournal(bench.memory, () -> {});
  private final Set<String> inWork = ConcurrentHashMap.newKeySet();
  private final List<Set<String>> together = new CopyOnWriteArrayList<>(); // at each begin
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final Semaphore mayEnd = new Semaphore(0);

  QuarantineTest() {
    bench.memory.create(bench.consumer());
    bench.memory.create(SideStream.DEAD_LETTERS.beside("S", Map.of()));
    bench.memory.create(SideStream.DEATHS.beside("S", Map.of()));
    bench.deadLetters(
        new StreamDeadLetters(bench.memory.outbox(), InstantSource.system(), () -> {}));
    bench.attemptJournal(attemptJournal);
  }

  @AfterEach
  void close() {
    mayEnd.release(1_000);
    bench.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatWasAtWorkBesideADeathIsHandledOneAfterTheOther(Way way) throws Exception {
    way.setting.accept(bench);
    bench.publish("a1", "b2", "c3", "d4");
    died(4, LAST, AttemptNote.Stage.BEGUN);
    mayEnd.release(1_000);

    start(way);

    await().until(() -> handled.size() == 4);
    assertThat(together).allMatch(beside -> beside.size() == 1);
    await().until(() -> bench.outcomes.settlements().size() == 4);
    assertThat(bench.outcomes.settlements()).allMatch(each -> each.startsWith("ack "));
    assertThat(kept()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void itWaitsForWhatIsAtWorkInTheProcessAndNothingElseBegins(Way way) throws Exception {
    Delivery suspect = suspectBesideAnotherHandler();

    way.setting.accept(bench);
    start(way);
    await().until(this::isOn);
    bench.publishTo("other.one", "y1");
    bench.publish("b2");
    await().during(Duration.ofMillis(200)).until(() -> inWork.equals(Set.of("x1")));
    assertThat(stage(suspect)).contains(AttemptNote.Stage.BEGUN);

    mayEnd.release();
    await().until(() -> inWork.equals(Set.of("a1")));
    assertThat(stage(suspect)).contains(AttemptNote.Stage.BEGUN_ALONE);
    await().during(Duration.ofMillis(200)).until(() -> inWork.equals(Set.of("a1")));

    mayEnd.release(1_000);
    await().until(() -> handled.size() == 4);
    assertThat(handled).startsWith("x1", "a1").contains("y1", "b2");
    await().until(() -> stage(suspect).equals(Optional.of(AttemptNote.Stage.HANDLED)));
  }

  @Test
  void whatDiedAloneIsKeptUnseen() throws Exception {
    bench.concurrency(5).publish("a1", "b2");
    died(1, LAST, AttemptNote.Stage.BEGUN_ALONE);
    mayEnd.release(1_000);

    start(Way.CONCURRENT);

    await().until(() -> handled.contains("b2"));
    await().until(() -> kept() == 1);
    assertThat(handled).containsExactly("b2");
  }

  @Test
  void aSerialHandlerByItselfHasNothingBesideItsMessage() throws Exception {
    bench.publish("a1");
    Delivery message = died(1, LAST - 1, null).getFirst();

    start(Way.CONCURRENT);

    await().until(() -> inWork.equals(Set.of("a1")));
    assertThat(attemptJournal.find(ID, message).map(AttemptNote::stage))
        .contains(AttemptNote.Stage.BEGUN_ALONE);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aStopHandsBackWhatWaitsAndChangesNothing(Way way) throws Exception {
    Delivery suspect = suspectBesideAnotherHandler();
    way.setting.accept(bench);
    Worker worker = start(way);
    await().until(this::isOn);

    worker.stop();

    await().until(() -> bench.outcomes.settlements().contains("retry a1 #" + (LAST + 1)));
    assertThat(attemptJournal.find(ID, suspect))
        .contains(new AttemptNote(AttemptNote.Stage.BEGUN, LAST));
    mayEnd.release(1_000);
    bench.publishTo("other.one", "y1");
    await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("x1", "y1"));
    assertThat(kept()).isZero();
  }

  @Test
  void theWaitCountsForNoTimeLimit() throws Exception {
    bench.concurrency(5).timeout(Duration.ofMillis(500)).publish("a1", "b2", "c3");
    died(3, LAST, AttemptNote.Stage.BEGUN);

    bench.start(
        message -> {
          new Semaphore(0).tryAcquire(300, TimeUnit.MILLISECONDS);
          handled.add(message.payload());
        });

    await().until(() -> handled.size() == 3);
    assertThat(bench.outcomes.all()).noneMatch(each -> each.contains("TimeLimit"));
  }

  private Worker start(Way way) {
    if (way == Way.BATCHES) {
      return bench.startBatches(
          messages -> {
            for (Message<String> message : messages) {
              handle(message);
            }
          });
    }
    return bench.start(this::handle);
  }

  private void handle(Message<String> message) throws InterruptedException {
    inWork.add(message.payload());
    together.add(Set.copyOf(inWork));
    try {
      mayEnd.acquire();
      handled.add(message.payload());
    } finally {
      inWork.remove(message.payload());
    }
  }

  /** The message a1, which processes died over, while another handler is at work on x1. */
  private Delivery suspectBesideAnotherHandler() throws InterruptedException {
    bench.publish("a1");
    Delivery suspect = died(1, LAST, AttemptNote.Stage.BEGUN).getFirst();
    startAnotherHandler();
    bench.publishTo("other.one", "x1");
    await().until(() -> inWork.equals(Set.of("x1")));
    return suspect;
  }

  /** One with several messages at once, on a stream of its own. */
  private void startAnotherHandler() {
    bench.memory.create(new StreamSpec("OTHER", Map.of("subjects", List.of("other.>"))));
    bench.stream("OTHER").concurrency(10).prepared();
    bench.start(this::handle);
    bench.stream("S");
  }

  private boolean isOn() {
    return bench.quarantine.isOn();
  }

  private Optional<AttemptNote.Stage> stage(Delivery delivery) {
    return attemptJournal.find(ID, delivery).map(AttemptNote::stage);
  }

  private long kept() {
    return bench.memory.all("S_DLQ", "DLQ.>").size();
  }

  /** As if processes had died over the first messages so often; with that note the last time. */
  private List<Delivery> died(int messages, int deliveries, AttemptNote.@Nullable Stage stage)
      throws InterruptedException {
    List<Delivery> all = List.of();
    try (Source source = bench.memory.open(bench.consumer(), ReceiveMode.PULL)) {
      for (int i = 1; i <= deliveries; i++) {
        all = next(source, messages);
        for (Delivery one : all) {
          if (i == deliveries && stage != null) {
            attemptJournal.note(ID, one, stage);
          }
        }
        all.forEach(one -> one.settle(Outcome.Retry.HANDED_BACK));
      }
    }
    return all;
  }

  private static List<Delivery> next(Source source, int count) throws InterruptedException {
    var all = new ArrayList<Delivery>();
    while (all.size() < count) {
      all.addAll(source.next(count - all.size(), Duration.ofSeconds(5)));
    }
    return all;
  }
}
