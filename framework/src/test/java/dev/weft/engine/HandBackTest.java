package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.DetachedDelivery;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one delivery's settlement throws keeps no other from going back. */
class HandBackTest {

  private final List<String> handedBack = new ArrayList<>();

  @Test
  void theOthersGoBackWhateverOneThrowsAndOneLineTellsOfThoseThatDoNot() {
    try (CapturedLog log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      int count =
          HandBack.all(
              List.of(
                  good("1"),
                  bad("2", new IllegalStateException("not connected")),
                  good("3"),
                  bad("4", new StackOverflowError()),
                  good("5")));

      assertThat(count).isEqualTo(3);
      assertThat(handedBack).containsExactly("1", "3", "5");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("delivery 2 was not handed back", "and 1 more like it", "not connected");
    }
  }

  @Test
  void aQueueIsEmptyAfterwardsThoughOneThrows() {
    var queue =
        new ArrayDeque<>(List.of(bad("1", new IllegalStateException()), good("2"), good("3")));

    assertThat(HandBack.drain(queue)).isEqualTo(3);

    assertThat(queue).isEmpty();
    assertThat(handedBack).containsExactly("2", "3");
  }

  private Delivery good(String id) {
    return new Unstarted(id, () -> handedBack.add(id));
  }

  private static Delivery bad(String id, Throwable failure) {
    return new Unstarted(
        id,
        () -> {
          switch (failure) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalArgumentException(failure);
          }
        });
  }

  private record Unstarted(String id, Runnable onSettle) implements DetachedDelivery {

    @Override
    public boolean settle(Outcome outcome) {
      assertThat(outcome).isEqualTo(Outcome.Retry.HANDED_BACK);
      onSettle.run();
      return true;
    }

    @Override
    public String toString() {
      return "delivery " + id;
    }
  }
}
