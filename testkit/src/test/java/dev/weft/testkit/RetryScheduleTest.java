package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Handler;
import dev.weft.RejectException;
import dev.weft.RetryException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Time and attempts: retries, dead letters and the breaker's pause go by the test's clock. */
class RetryScheduleTest {

  private static final Order ORDER = new Order("A-1", 3);
  private static final Handler<Order> FAILING =
      message -> {
        throw new IllegalStateException("no lorry");
      };

  @Test
  void whatWorksIsHandledAtOnce() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      String id = kit.publish("orders.placed", ORDER);

      assertThat(kit.deliveries(id))
          .singleElement()
          .satisfies(
              only -> {
                assertThat(only.handler()).isEqualTo("ship");
                assertThat(only.isAcked()).isTrue();
                assertThat(only.at()).isEqualTo(WeftTestKit.START);
                assertThat(only.retriedAt()).isEmpty();
              });
      assertThat(kit.published("orders.shipped", Order.class)).containsExactly(ORDER);
    }
  }

  @Test
  void aScheduleOfHoursIsRunThroughWithinOneCall() {
    try (WeftTestKit kit = kit(FAILING)) {
      kit.publish("orders.placed", ORDER);

      kit.advance(Duration.ofHours(7));

      assertThat(kit.handled("ship")).extracting(Handled::attempt).containsExactly(1, 2, 3, 4);
      // Waits are random up to 1, 2 and 4 hours.
      var deliveries = kit.handled("ship");
      for (int i = 0; i < 3; i++) {
        var next = deliveries.get(i + 1).at();
        assertThat(deliveries.get(i).retriedAt()).contains(next);
        assertThat(Duration.between(deliveries.get(i).at(), next))
            .isBetween(Duration.ZERO, Duration.ofHours(1L << i));
      }
      assertThat(deliveries.get(3).isRejected()).isTrue();
      assertThat(kit.now()).isEqualTo(WeftTestKit.START.plus(Duration.ofHours(7)));
    }
  }

  @Test
  void aRetryComesNeitherSoonerNorLater() {
    Handler<Order> busy =
        message -> {
          if (message.attempt() < 3) {
            throw new RetryException(Duration.ofMinutes(90), "busy");
          }
        };
    try (WeftTestKit kit = kit(busy)) {
      kit.publish("orders.placed", ORDER);

      kit.advance(Duration.ofMinutes(90).minusNanos(1));
      assertThat(kit.handled("ship")).hasSize(1);
      kit.advance(Duration.ofNanos(1));
      assertThat(kit.handled("ship")).hasSize(2);
      kit.advance(Duration.ofDays(1));

      assertThat(kit.handled("ship"))
          .extracting(Handled::at)
          .containsExactly(
              WeftTestKit.START,
              WeftTestKit.START.plus(Duration.ofMinutes(90)),
              WeftTestKit.START.plus(Duration.ofMinutes(180)));
      assertThat(kit.deadLetters("ORDERS")).isEmpty();
    }
  }

  @Test
  void aDeadLetterSaysWhatWasGivenUpAndWhy() {
    try (WeftTestKit kit = kit(FAILING)) {
      String id = kit.publish("orders.placed", ORDER);
      kit.advance(Duration.ofHours(7));

      assertThat(kit.deadLetters("ORDERS"))
          .singleElement()
          .satisfies(
              dead -> {
                assertThat(dead.handler()).isEqualTo("ship");
                assertThat(dead.id()).isEqualTo(id);
                assertThat(dead.subject()).isEqualTo("orders.placed");
                assertThat(dead.attempts()).isEqualTo(4);
                assertThat(dead.reason()).endsWith("IllegalStateException: no lorry");
                assertThat(dead.exception()).isEqualTo("java.lang.IllegalStateException");
                assertThat(dead.payload(Order.class)).isEqualTo(ORDER);
                assertThat(dead.message().headers().first("Weft-Dead-Last-Seen"))
                    .contains(dead.message().at().toString());
              });
    }
  }

  @Test
  void whatIsRejectedOrUnreadableIsADeadLetterAtOnce() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      kit.publish("orders.placed", new Order("A-2", 0));
      kit.publish("orders.placed", "no order at all"); // as text, not as JSON

      assertThat(kit.deadLetters("ORDERS"))
          .extracting(DeadLetter::exception)
          .satisfiesExactly(
              first -> assertThat(first).isEqualTo(RejectException.class.getName()),
              second -> assertThat(second).isEqualTo(IllegalArgumentException.class.getName()));
      assertThat(kit.handled("ship")).allMatch(Handled::isRejected);
    }
  }

  @Test
  void theBreakersPauseIsWaitedOutByTheClock() {
    var broken = new AtomicInteger(4);
    Handler<Order> recovering =
        message -> {
          if (broken.getAndDecrement() > 0) {
            throw new IllegalStateException("away");
          }
        };
    String often =
        """
        weft.handlers.ship {
          retry { attempts = 9, first-delay = 1ms, max-delay = 1ms }
          breaker { min-outcomes = 3, failure-rate = 1, pause = 2h }
        }
        """;
    try (WeftTestKit kit =
        WeftTestKit.of("shop.conf").settings(often).handler("ship", recovering).start()) {
      kit.publish("orders.placed", ORDER);

      kit.advance(Duration.ofHours(1));
      assertThat(kit.handled("ship")).hasSize(3);
      kit.advance(Duration.ofHours(1));
      assertThat(kit.handled("ship")).hasSize(4);
      kit.advance(Duration.ofHours(3));

      assertThat(kit.handled("ship"))
          .last()
          .matches(Handled::isAcked)
          .extracting(Handled::attempt)
          .isEqualTo(5);
    }
  }

  @Test
  void failuresThatAreMinutesApartDoNotTripTheBreaker() {
    // 20 failures within a minute would; in real time these are milliseconds apart.
    String patient = "weft.handlers.ship.retry { attempts = 60, factor = 1 }";
    try (WeftTestKit kit =
        WeftTestKit.of("shop.conf").settings(patient).handler("ship", FAILING).start()) {
      kit.publish("orders.placed", ORDER);

      kit.advance(Duration.ofHours(59));

      assertThat(kit.handled("ship")).hasSize(60);
      assertThat(kit.deadLetters("ORDERS")).hasSize(1);
    }
  }

  @Test
  void aRetryThatIsNeverDueIsNeverReached() {
    Handler<Order> never =
        message -> {
          throw new RetryException(Duration.ofDays(1_000_000), "never");
        };
    try (WeftTestKit kit = kit(never)) {
      kit.publish("orders.placed", ORDER);

      kit.advance(Duration.ofDays(3_650));

      assertThat(kit.handled("ship")).hasSize(1);
    }
  }

  @Test
  void timeDoesNotGoBack() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      assertThatThrownBy(() -> kit.advance(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("advance by PT-1S: the time must not go back");
    }
  }

  private static WeftTestKit kit(Handler<Order> ship) {
    return WeftTestKit.of("shop.conf").handler("ship", ship).start();
  }
}
