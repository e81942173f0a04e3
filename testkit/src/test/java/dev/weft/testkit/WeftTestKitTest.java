package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.weft.ConfigurationException;
import dev.weft.Handler;
import dev.weft.HandlerContext;
import dev.weft.HandlerFactory;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.TransportException;
import dev.weft.codec.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a kit runs, what it answers, and what it says of a test that is wrong. */
class WeftTestKitTest {

  private static final Order ORDER = new Order("A-1", 3);

  @Test
  void questionsWaitForWhatIsUnderWay() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      for (int i = 0; i < 500; i++) {
        kit.publish("orders.placed", new Order("A-" + i, 1));
      }

      assertThat(kit.handled("ship")).hasSize(500).allMatch(Handled::isAcked);
      assertThat(kit.published("orders.shipped")).hasSize(500);
      assertThat(kit.published("orders.*")).hasSize(1_000);
    }
  }

  @Test
  void noMessageWaitsForARateOrALimit() {
    try (WeftTestKit kit =
        WeftTestKit.of("shop.conf")
            .settings("weft.limits.api { rate = 1/h }")
            .settings("weft.handlers.ship { rate = 1/h, limit = api, weight = 2 }")
            .start()) {
      for (int i = 0; i < 5; i++) {
        kit.publish("orders.placed", new Order("A-" + i, 1));
      }

      assertThat(kit.handled("ship")).hasSize(5).allMatch(Handled::isAcked);
    }
  }

  @Test
  void aSettlementFromAnotherThreadIsWaitedFor() {
    Handler<String> handingOver = message -> Thread.ofVirtual().start(message::ack);
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").handler("note", handingOver).start()) {
      kit.publish("orders.noted", "one");
      kit.publish("orders.noted", "two");

      assertThat(kit.handled("note")).hasSize(2).allMatch(Handled::isAcked);
    }
  }

  /** A class that only a container makes. */
  public static final class Clerk implements Handler<String> {

    private final List<String> desk;

    Clerk(List<String> desk) {
      this.desk = desk;
    }

    @Override
    public void handle(Message<String> message) {
      desk.add(message.payload());
    }
  }

  @Test
  void theConfiguredClassNeedsNoConstructorWhereTheTestGivesTheHandler() {
    Handler<String> given = Message::ack; // its entry has ack = manual
    try (WeftTestKit kit =
        WeftTestKit.of("shop.conf")
            .settings("weft.handlers.note.class = \"" + Clerk.class.getName() + "\"")
            .handler("note", given)
            .start()) {
      kit.publish("orders.noted", "one");

      assertThat(kit.handled("note")).singleElement().matches(Handled::isAcked);
    }
  }

  @Test
  void aCodecOfTheApplicationsPublishesAsItWrites() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      kit.publisher(JsonCodec.of(Order.class)).publish("orders.placed", ORDER);

      assertThat(kit.published("orders.placed", Order.class)).containsExactly(ORDER);
    }
  }

  @Test
  void aFactoryMakesWhatTheConfigurationNames() {
    var made = new ArrayList<String>();
    HandlerFactory factory =
        new HandlerFactory() {
          @Override
          public <T> Optional<T> create(Class<T> type, HandlerContext context) {
            made.add(context.name() + ": " + type.getSimpleName());
            return type == Ship.class ? Optional.of(type.cast(new Ship())) : Optional.empty();
          }
        };
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").factory(factory).start()) {
      kit.publish("orders.placed", ORDER);

      assertThat(kit.handled("ship")).singleElement().matches(Handled::isAcked);
    }
    assertThat(made).contains("ship: Ship", "note: Note");
  }

  @Test
  void aHandlerGetsItsContextAndPublishes() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      kit.publish("orders.noted", "one");

      assertThat(kit.published("orders.notes", String.class)).containsExactly("seen one");
    }
  }

  @Test
  void aMessageTakesItsIdAndHeadersAlong() {
    List<String> seen = new ArrayList<>();
    Handler<Order> noting =
        message -> seen.add(message.id() + " of " + message.headers().first("Shop").orElse(""));
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").handler("ship", noting).start()) {
      var options =
          PublishOptions.defaults().withMessageId("m-1").withHeaders(Headers.of("Shop", "north"));

      assertThat(kit.publish("orders.placed", ORDER, options)).isEqualTo("m-1");
      kit.awaitIdle();

      assertThat(seen).containsExactly("m-1 of north");
      assertThat(kit.deliveries("m-1")).hasSize(1);
    }
  }

  @Test
  void theClockStartsWhereTheTestSays() {
    Instant then = Instant.parse("2030-06-01T12:00:00Z");
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").at(then).start()) {
      kit.publish("orders.placed", ORDER);

      assertThat(kit.published("orders.placed"))
          .singleElement()
          .extracting(Published::at)
          .isEqualTo(then);
    }
  }

  @Test
  void aHandlerThatDoesNotReturnIsNamedWithItsStack() throws Exception {
    var never = new CountDownLatch(1);
    try (WeftTestKit kit = impatient("ship", message -> never.await())) {
      kit.publish("orders.placed", ORDER, PublishOptions.defaults().withMessageId("m-1"));

      // Asked again where the machine is so busy that the handler has not even begun.
      await()
          .untilAsserted(
              () -> {
                Throwable error = catchThrowable(kit::awaitIdle);
                assertThat(error)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                        "not idle after 100 ms; in work:"
                            + " ship with orders.placed m-1, ORDERS/1, attempt 1");
                assertThat(error.getSuppressed()[0].getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("await"));
              });
    }
  }

  @Test
  void aHandlerThatDoesNotSettleItsMessageIsNamed() {
    Handler<String> forgetful = message -> {};
    try (WeftTestKit kit = impatient("note", forgetful)) {
      kit.publish("orders.noted", "one");

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(kit::awaitIdle)
                      .isInstanceOf(AssertionError.class)
                      .hasMessageEndingWith(
                          "ORDERS/1, attempt 1, which returned and did not settle it"));
    }
  }

  @Test
  void whatNoStreamTakesIsSaidAtOnce() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      assertThatThrownBy(() -> kit.publish("invoices.made", ORDER))
          .isInstanceOf(TransportException.class)
          .hasMessage(
              "publish to invoices.made: no stream of this test takes the subject; add one to the"
                  + " configuration or to the test's settings:"
                  + " weft.streams.SOME.subjects = [\"invoices.made\"]");
    }
  }

  @Test
  void settingsOfTheTestGoBeforeTheConfiguration() {
    try (WeftTestKit kit =
        WeftTestKit.of("shop.conf")
            .settings("weft.streams.INVOICES.subjects = [\"invoices.>\"]")
            .settings("weft.handlers.ship.consumer.filter_subject = orders.paid")
            .start()) {
      kit.publish("invoices.made", ORDER);
      kit.publish("orders.placed", ORDER);
      kit.publish("orders.paid", ORDER);

      assertThat(kit.published("invoices.>")).hasSize(1);
      assertThat(kit.handled("ship")).extracting(Handled::subject).containsExactly("orders.paid");
    }
  }

  @Test
  void aConfigurationMayBeAFile() {
    try (WeftTestKit kit = WeftTestKit.of("src/test/resources/shop.conf").start()) {
      assertThat(kit.handled("ship")).isEmpty();
    }
  }

  @Test
  void everyProblemOfTheConfigurationIsNamed() {
    var wrong =
        WeftTestKit.of("shop.conf")
            .settings("weft.handlers.ship.retry.atempts = 3")
            .settings("weft.handlers.note.class = dev.weft.testkit.Nothing");

    assertThatThrownBy(wrong::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "settings of the test: 2: weft.handlers.ship.retry.atempts",
            "did you mean attempts",
            "settings of the test: 3: weft.handlers.note.class",
            "no such class on the class path");
  }

  @Test
  void aConfigurationThatIsNotThereOrNotReadableIsNamed() {
    assertThatThrownBy(() -> WeftTestKit.of("shoop.conf").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("shoop.conf: neither a resource on the class path nor a file");
    assertThatThrownBy(() -> WeftTestKit.of("shop.conf").settings("weft {").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("shop.conf: cannot be read: settings of the test");
  }

  @Test
  void anInstanceOfAHandlerThatIsNotConfiguredIsRefused() {
    assertThatThrownBy(() -> WeftTestKit.of("shop.conf").handler("shop", message -> {}).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no handler of the name shop is configured; expected one of ship, note");
  }

  @Test
  void questionsAboutWhatIsNotThereNameWhatIs() {
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").start()) {
      assertThatThrownBy(() -> kit.handled("shop"))
          .hasMessage("no handler of the name shop is configured; expected one of ship, note");
      assertThatThrownBy(() -> kit.deadLetters("ORDER"))
          .hasMessage("no handler keeps dead letters of a stream ORDER; expected one of ORDERS");
    }
  }

  @Test
  void kitsAtTheSameTimeShareNothing() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Handled>>> runs =
          IntStream.range(0, 20).mapToObj(run -> threads.submit(() -> oneRun(run))).toList();

      for (int run = 0; run < runs.size(); run++) {
        String id = "m-" + run;
        assertThat(runs.get(run).get()).hasSize(4).allMatch(delivery -> delivery.id().equals(id));
      }
    }
  }

  private static WeftTestKit impatient(String name, Handler<?> handler) {
    return WeftTestKit.of("shop.conf")
        .handler(name, handler)
        .patience(Duration.ofMillis(100))
        .start();
  }

  private static List<Handled> oneRun(int run) {
    Handler<Order> failing =
        message -> {
          throw new IllegalStateException("run " + run);
        };
    try (WeftTestKit kit = WeftTestKit.of("shop.conf").handler("ship", failing).start()) {
      kit.publish("orders.placed", ORDER, PublishOptions.defaults().withMessageId("m-" + run));
      kit.advance(Duration.ofHours(7));
      return kit.handled("ship");
    }
  }
}
