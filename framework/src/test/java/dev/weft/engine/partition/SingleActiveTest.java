package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.testing.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Replicas of a handler without partitions: one is at work, and the others stand by. */
class SingleActiveTest extends ReplicasInMemory {

  SingleActiveTest() {
    super(1);
  }

  @AutoClose private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.INFO);

  private Replica whole(String name) {
    memory.create(WHOLE);
    return new Replica(
        name, List.of(spec(WHOLE, message -> handled.add(name + " " + message.payload()))));
  }

  @Test
  void oneIsAtWorkAndTheOtherStandsByAndIsReadyAndTheLogSaysWhich() {
    Replica a = whole("a");
    passUntil("a is at work", () -> agreed(1).owns("a", 0));
    Replica b = whole("b");
    passUntil("b is there", () -> agreed(1).has("b"));
    publishToAll("x-");
    awaitHandled("x-");

    assertThat(handled).allMatch(one -> one.startsWith("a ")).hasSize(8);
    assertThat(a.worker.problem()).isEmpty();
    assertThat(b.worker.problem()).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(log.lines())
                    .anyMatch(line -> line.contains("at work in this replica, a, and others"))
                    .anyMatch(line -> line.contains("this replica, b, stands by; a is at work")));
  }

  @Test
  void theOneThatStandsByTakesOverWhenTheOtherStopsOrIsPaused() {
    Replica a = whole("a");
    passUntil("a is at work", () -> agreed(1).owns("a", 0));
    Replica b = whole("b");
    passUntil("b is there", () -> agreed(1).has("b"));

    a.worker.pause();
    publishToAll("paused-");
    awaitHandled("paused-");
    assertThat(handled).allMatch(one -> one.startsWith("b "));
    assertThat(a.worker.problem()).hasValueSatisfying(why -> assertThat(why).contains("paused"));

    a.worker.resume();
    b.worker.stop();
    b.awaitEnd();
    publishToAll("stopped-");
    awaitHandled("stopped-");
    assertThat(handled.stream().filter(one -> one.contains("stopped-")))
        .allMatch(one -> one.startsWith("a "));
  }
}
