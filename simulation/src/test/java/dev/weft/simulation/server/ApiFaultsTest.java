package dev.weft.simulation.server;

import static dev.weft.simulation.server.Scene.CONSUMER;
import static dev.weft.simulation.server.Scene.exactly;
import static dev.weft.simulation.server.Scene.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.NoRespondersException;
import dev.weft.RequestTimeoutException;
import dev.weft.TransportException;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of calls of the JSON API, and of requests. */
final class ApiFaultsTest {

  @RegisterExtension private final InSimulation run = new InSimulation(1);

  private Scene scene(Fault... faults) {
    return new Scene(run, exactly(faults));
  }

  @Test
  void aCallIsMadeAgainEachSecondUntilItIsAnswered() {
    Scene scene =
        scene(fault(FaultKind.REQUEST_LOST, "api", 1), fault(FaultKind.ANSWER_LOST, "api", 1));

    assertThat(scene.connection().state(CONSUMER).pending()).isZero();

    assertThat(scene.now()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @Test
  void whereNobodyAnswersACallFailsAfterTenSeconds() {
    Scene scene = scene();
    scene.server().pullServers().leaderGone(CONSUMER);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> scene.connection().state(CONSUMER))
        .withMessageContaining("state of ORDERS/worker: no answer within 10s")
        .matches(failure -> !failure.isLasting());
    assertThat(scene.now()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
  }

  @Test
  void aCallFailsSoonWhenItsConnectionBreaks() {
    Scene scene = scene(fault(FaultKind.REQUEST_LOST, "api", 1));
    scene
        .server()
        .start(
            "break",
            () -> {
              scene.server().sleep(Duration.ofMillis(300).toNanos());
              scene.connection().wire().fail(fault(FaultKind.RESET, "wire", 1));
            });

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> scene.connection().state(CONSUMER))
        .withMessageContaining("the connection was lost meanwhile");
    assertThat(scene.now()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void withoutAConnectionACallIsSentOverTheNextOne() {
    Scene scene = scene();
    scene.connection().wire().fail(fault(FaultKind.UNREACHABLE, "wire", 1));
    scene
        .server()
        .start(
            "mend",
            () -> {
              scene.server().sleep(Duration.ofSeconds(3).toNanos());
              scene.connection().wire().mend();
            });

    assertThat(scene.connection().limits()).as("of 2 s").isEqualTo(AccountLimits.NONE);
    assertThat(scene.connection().state(CONSUMER).pending()).isZero();
    assertThat(scene.now()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  @Test
  void anInterruptedThreadCallsNobody() {
    Scene scene = scene();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> scene.connection().state(CONSUMER))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void nobodyReceivesRequestsForAProcessThatIsDead() throws Exception {
    Scene scene = scene();
    try (RequestSource source = scene.connection().requests().receive("rates", Optional.empty())) {
      scene.connection().die();
      CompletableFuture<Reply> reply =
          scene
              .server()
              .connect("other", Scene.PUBLISH_TIMEOUT)
              .requests()
              .send("rates", new byte[0], Headers.empty(), Duration.ofMinutes(1));

      assertThat(reply.handle((answer, failure) -> failure).get())
          .isInstanceOf(NoRespondersException.class);
      assertThat(source.isOver()).isTrue();
    }
  }

  @Test
  void aRequestThatIsLostRunsIntoItsTimeLimit() throws Exception {
    Scene scene = scene(fault(FaultKind.REQUEST_LOST, "request", 1));
    try (RequestSource source = scene.connection().requests().receive("rates", Optional.empty())) {
      CompletableFuture<Reply> reply =
          scene
              .connection()
              .requests()
              .send("rates", new byte[0], Headers.empty(), Duration.ofSeconds(2));

      assertThat(source.next(Duration.ofSeconds(3))).isEmpty();
      assertThat(reply.handle((answer, failure) -> failure).get())
          .isInstanceOf(RequestTimeoutException.class);
    }
  }
}
