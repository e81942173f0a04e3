package dev.weft.runtime.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.Notifier;
import dev.weft.machine.Machine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The scope behaves alike on every JDK; the suite runs on 21 and 25. */
class WorkerScopeTest {

  private final Machine machine = Machine.real();
  private final WorkerScope scope =
      new WorkerScope(machine, this::oneEnded, new Notifier(machine, "test-log"));
  private final List<String> events = new CopyOnWriteArrayList<>();

  @Test
  void itRunsEveryTaskOnANamedVirtualThreadOfItsOwn() throws InterruptedException {
    scope.expectEnd();
    scope.run("test", List.of(task("a", this::noteThread), task("b", this::noteThread)));

    assertThat(events).containsExactlyInAnyOrder("virtual a", "virtual b");
  }

  @Test
  void cancelInterruptsWhatIsLeftAndWaitsForItsEnd() {
    Thread owner = owner(task("sleeper", this::sleepUntilInterrupted));
    await().until(() -> events.contains("sleeping"));

    scope.cancel();

    await().until(() -> !owner.isAlive());
    assertThat(events).containsExactly("sleeping", "interrupted", "returned");
  }

  @Test
  void cancelBeforeRunInterruptsTheTasksAtOnce() {
    scope.cancel();

    Thread owner = owner(task("sleeper", this::sleepUntilInterrupted));

    await().until(() -> !owner.isAlive());
    assertThat(events).endsWith("returned");
  }

  @Test
  void cancelTwiceIsFine() {
    Thread owner = owner(task("sleeper", this::sleepUntilInterrupted));

    scope.cancel();
    scope.cancel();

    await().until(() -> !owner.isAlive());
  }

  @Test
  void aTaskThatReturnsUnaskedIsToldOf() {
    assertThatThrownBy(
            () ->
                scope.run(
                    "test",
                    List.of(task("sleeper", this::sleepUntilInterrupted), task("a", () -> {}))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a ended, which no worker may: it returned, though nobody had stopped it");
  }

  @Test
  void aTaskThatFailsIsToldOfAndTheOthersEndWhenTheyAreCancelled() {
    assertThatThrownBy(
            () ->
                scope.run(
                    "test",
                    List.of(
                        task("sleeper", this::sleepUntilInterrupted),
                        task(
                            "failing",
                            () -> {
                              await().until(() -> events.contains("sleeping"));
                              throw new AssertionError("broken");
                            }))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("failing ended, which no worker may: AssertionError: broken");
    assertThat(events).containsExactly("sleeping", "interrupted");
  }

  @Test
  void anInterruptOfTheOwnerInterruptsTheTasks() {
    Thread owner = owner(task("sleeper", this::sleepUntilInterrupted));
    await().until(() -> events.contains("sleeping"));

    owner.interrupt();

    await().until(() -> !owner.isAlive());
    assertThat(events).containsExactly("sleeping", "interrupted", "owner interrupted");
  }

  private void oneEnded(String problem) {
    scope.cancel();
  }

  private static WorkerScope.Task task(String name, WorkerScope.Body body) {
    return new WorkerScope.Task(name, body);
  }

  private Thread owner(WorkerScope.Task... tasks) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                scope.run("test", List.of(tasks));
                events.add("returned");
              } catch (InterruptedException e) {
                events.add("owner interrupted");
              }
            });
  }

  private void noteThread() {
    Thread thread = Thread.currentThread();
    events.add((thread.isVirtual() ? "virtual " : "platform ") + thread.getName());
  }

  private void sleepUntilInterrupted() throws InterruptedException {
    events.add("sleeping");
    try {
      new CountDownLatch(1).await();
    } finally {
      events.add("interrupted");
    }
  }
}
