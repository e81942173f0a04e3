package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for the messages of a subscription is woken by them, and by little else. */
class ArrivalSignalTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long LONG = Duration.ofHours(1).toNanos();

  private final NatsServer server = NatsServer.start();
  private final Connection connection =
      server.connect(server.options().dataPortType(MendingDataPort.class.getName()));
  private final Subscription subscription = connection.subscribe("a.>");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aMessageWakesWhoWaitsForItsSubscription() throws Exception {
    try (ArrivalSignal signal = signal()) {
      for (int i = 0; i < 100; i++) {
        Waiter waiter = new Waiter(signal, this::hasCome, LONG);
        waiter.awaitParked();

        connection.publish("a.1", new byte[i]);

        waiter.join();
        assertThat(subscription.nextMessage(LIMIT)).isNotNull();
      }
    }
  }

  @Test
  void soDoesOneThatComesInSeveralReads() throws Exception {
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, this::hasCome, LONG);
      waiter.awaitParked();

      connection.publish("a.1", new byte[900_000]);

      waiter.join();
      assertThat(subscription.nextMessage(LIMIT).getData()).hasSize(900_000);
    }
  }

  @Test
  void whatHasComeBeforeTheWaitIsNotWaitedFor() throws Exception {
    try (ArrivalSignal signal = signal()) {
      connection.publish("a.1", new byte[1]);
      await().until(this::hasCome);

      new Waiter(signal, this::hasCome, LONG).join();
    }
  }

  @Test
  void aMessageOfAnotherSubscriptionDoesNot() throws Exception {
    Subscription other = connection.subscribe("b.>");
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, this::hasCome, LONG);
      waiter.awaitParked();
      int looks = waiter.looks;

      connection.publish("b.1", new byte[1]);
      assertThat(other.nextMessage(LIMIT)).isNotNull();
      connection.flush(LIMIT);

      assertThat(waiter.looks).isEqualTo(looks);
      connection.publish("a.1", new byte[1]);
      waiter.join();
    }
  }

  @Test
  void theWaitEndsWhenItsTimeIsOver() throws Exception {
    try (ArrivalSignal signal = signal()) {
      new Waiter(signal, this::hasCome, Duration.ofMillis(300).toNanos()).join();

      assertThat(hasCome()).isFalse();
    }
  }

  @Test
  void whoWakesEndsAWaitThatIsOver() throws Exception {
    var over = new AtomicBoolean();
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, over::get, LONG);
      waiter.awaitParked();

      over.set(true);

      assertThat(signal.wake()).isTrue();
      waiter.join();
      assertThat(signal.wake()).as("somebody waits").isFalse();
    }
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, this::hasCome, LONG);
      waiter.awaitParked();

      waiter.thread.interrupt();

      assertThatThrownBy(waiter::join).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void messagesThatComeAfterAReconnectWakeToo() throws Exception {
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, this::hasCome, LONG);
      waiter.awaitParked();

      server.restart();
      await().atMost(LIMIT).until(() -> connection.getStatus() == Connection.Status.CONNECTED);
      connection.publish("a.1", new byte[1]);

      waiter.join();
    }
  }

  @Test
  void aClosedConnectionHasThoseLookWhoWait() throws Exception {
    try (ArrivalSignal signal = signal()) {
      Waiter waiter = new Waiter(signal, () -> isClosed(), LONG);
      waiter.awaitParked();

      connection.close();

      waiter.join();
    }
  }

  @Test
  void withAnotherDataPortThereIsNone() {
    assertThat(ArrivalSignal.open(server.connect(), "1")).isNull();
  }

  @Test
  void theThreadThatEndsWaitsEndsWithTheLastSignal() throws Exception {
    ArrivalSignal signal = signal();
    Thread clock = clock();

    signal.close();

    assertThat(clock.join(LIMIT)).isTrue();
    assertThat(ArrivalSignals.of(connection)).isNull();
  }

  private static Thread clock() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weft-wait-clock"))
        .findAny()
        .orElseThrow();
  }

  private ArrivalSignal signal() throws Exception {
    connection.publish("a.0", new byte[0]);
    Message first = subscription.nextMessage(LIMIT);
    return Objects.requireNonNull(ArrivalSignal.open(connection, first.getSID()));
  }

  private boolean hasCome() {
    return subscription.getPendingMessageCount() > 0;
  }

  private boolean isClosed() {
    return connection.getStatus() == Connection.Status.CLOSED || !subscription.isActive();
  }

  /** A thread that waits. */
  private static final class Waiter {

    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile int looks;

    Waiter(ArrivalSignal signal, BooleanSupplier isOver, long nanos) {
      this.thread = Thread.ofVirtual().start(() -> wait(signal, isOver, nanos));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void wait(ArrivalSignal signal, BooleanSupplier isOver, long nanos) {
      try {
        signal.await(
            () -> {
              looks++;
              return isOver.getAsBoolean();
            },
            nanos);
        ended.complete(true);
      } catch (Throwable thrown) {
        ended.completeExceptionally(thrown);
      }
    }

    void awaitParked() {
      await().atMost(LIMIT).until(() -> looks > 0 && thread.getState() == Thread.State.WAITING);
    }

    void join() throws Exception {
      assertThat(ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }
}
