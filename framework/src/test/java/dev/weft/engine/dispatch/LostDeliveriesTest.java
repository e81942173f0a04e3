package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.engine.Bench;
import dev.weft.engine.BreakableTransport;
import dev.weft.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order by key where deliveries get lost on their way, and come again after the ack wait. */
class LostDeliveriesTest {

  private static final Duration ACK_WAIT = Duration.ofSeconds(1);

  private final KeyedNotes notes = new KeyedNotes();
  private final List<String> handled = notes.handled;
  private final Bench bench =
      new Bench().keyed(KeyedNotes.KEY).concurrency(4).ackWait(ACK_WAIT).prepared();
  private final BreakableTransport transport = new BreakableTransport(bench.memory);
  private final CapturedLog log = CapturedLog.of("dev.weft.engine", Level.INFO);

  @AfterEach
  void close() {
    bench.close();
    log.close();
  }

  @Test
  void whatIsLostComesFirstThoughNobodyKnowsOfABreak() {
    transport.lose(1);
    bench.publish("a-0", "a-1", "b-0", "a-2");

    start();

    await().until(() -> handled.size() == 4);
    notes.assertInOrder(4);
  }

  @Test
  void soDoesWhatIsLostInTheMiddle() {
    start();
    bench.publish("a-0", "b-0");
    await().until(() -> handled.size() == 2);
    transport.lose(2);
    bench.publish("a-1", "a-2", "b-1", "a-3", "b-2");

    await().until(() -> handled.size() == 7);
    notes.assertInOrder(7);
  }

  // As where a leader that is new delivers again what was settled, and hears of it just then.
  @Test
  void anotherCopyOfWhatWasSettledDoesNotHideWhatIsLost() {
    start();
    bench.publish("a-0");
    await().until(() -> handled.size() == 1);
    await().until(() -> bench.memory.state(bench.consumer()).ackPending() == 0);
    transport.lose(1);
    transport.repeat();
    bench.publish("a-1", "a-2");

    await().until(() -> handled.size() == 3);
    notes.assertInOrder(3);
  }

  @Test
  void aBreakThatLosesNothingIsNotWaitedFor() {
    start();
    bench.publish("a-0");
    await().until(() -> handled.size() == 1);

    for (int i = 1; i < 20; i++) {
      transport.reset(0);
      bench.publish("a-" + i);
      int goal = i + 1;
      await().until(() -> handled.size() == goal);
    }

    assertThat(log.lines()).noneMatch(line -> line.contains("are not here"));
  }

  private void start() {
    bench.through(transport).start(message -> handled.add(message.payload()));
  }
}
