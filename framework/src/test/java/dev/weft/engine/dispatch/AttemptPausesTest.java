package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.engine.clock.Housekeeper;
import dev.weft.machine.Machine;
import dev.weft.testing.MovedMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pause of a key before another attempt at its first message. */
class AttemptPausesTest {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Mailbox mailbox = new Mailbox("a");
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void theAttemptIsDueAfterThePause() {
    var machine = new MovedMachine();
    try (var housekeeper = new Housekeeper(machine)) {
      pauses(housekeeper).begin(PAUSE, mailbox);
      machine.move(PAUSE.minusSeconds(1));
      await().during(Duration.ofMillis(20)).until(done::isEmpty);

      machine.move(Duration.ofSeconds(1));

      await().until(() -> done.equals(List.of("due a")));
    }
    assertThat(done).containsExactly("due a");
  }

  @Test
  void onceTheHousekeeperIsClosedTheMailboxGoesBack() {
    var housekeeper = new Housekeeper(Machine.real());
    housekeeper.close();

    pauses(housekeeper).begin(PAUSE, mailbox);

    assertThat(done).containsExactly("handed back a");
  }

  private AttemptPauses pauses(Housekeeper housekeeper) {
    return new AttemptPauses(
        "test",
        housekeeper,
        due -> done.add("due " + due.key),
        back -> done.add("handed back " + back.key));
  }
}
