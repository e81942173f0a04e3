package dev.weft.runtime;

import static dev.weft.runtime.PricesOnNats.PATIENCE;
import static dev.weft.runtime.PricesOnNats.PATIENT;
import static dev.weft.runtime.PricesOnNats.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.engine.Observer;
import dev.weft.runtime.TestResponders.Price;
import dev.weft.runtime.TestResponders.Query;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responders that are stopped, cut off or refused, on a server. */
class ResponderFaultsOnNatsTest {

  @AutoClose private final PricesOnNats prices = new PricesOnNats();

  @Test
  void aDrainAnswersWhatIsInHandAndAnotherReplicaTakesTheRest() throws Exception {
    var lost = new ArrayList<Throwable>();
    List<CompletableFuture<Price>> answers = Collections.synchronizedList(new ArrayList<>());
    try (WorkerRuntime staying = prices.start("concurrency = 10000")) {
      for (int round = 0; round < 5; round++) {
        WorkerRuntime leaving = prices.start("concurrency = 10000");
        var done = new AtomicBoolean();
        var inFlight = new Semaphore(100);
        Thread load =
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (!done.get()) {
                        inFlight.acquireUninterruptibly();
                        CompletableFuture<Price> answer =
                            prices.requester.requestAsync(SUBJECT, new Query("slow"), PATIENT);
                        answers.add(answer.whenComplete((price, failure) -> inFlight.release()));
                      }
                    });
        int before = answers.size();
        await().until(() -> answers.size() > before + 500);
        leaving.stop();
        done.set(true);
        load.join();
      }
      for (CompletableFuture<Price> answer : answers) {
        try {
          answer.join();
        } catch (RuntimeException e) {
          lost.add(e);
        }
      }
      assertThat(staying.problems()).isEmpty();
    }

    assertThat(lost).as("of %s requests", answers.size()).isEmpty();
    assertThat(answers.stream().map(answer -> answer.join().replica()).distinct())
        .as("the one that stayed and the five that left")
        .hasSize(6);
  }

  @Test
  void aStopAnswersWhatDoesNotEndInTime() {
    CompletableFuture<Price> answer;
    try (WorkerRuntime weft = prices.start("", "weft.shutdown.drain = 100ms")) {
      answer = prices.requester.requestAsync(SUBJECT, new Query("gated"), PATIENT);
      await().until(() -> TestHandlers.SEEN.contains("started"));
      assertThat(weft.problems()).isEmpty();
    }

    assertThat(answer)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .withMessageContaining("503 stopping");
  }

  @Test
  void aRestartOfTheServerIsSurvived() {
    try (var log = CapturedLog.of("dev.weft", Level.ERROR);
        WorkerRuntime weft = prices.start("")) {
      prices.server.kill();
      await()
          .until(() -> weft.problems().stream().anyMatch(line -> line.startsWith("not connected")));
      prices.server.restart();

      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> prices.requester.request(SUBJECT, new Query("tea")).cents() == 100);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aSubscriptionThatIsRefusedIsAProblem(@TempDir Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("server.conf"),
            "authorization { users: [ { user: weft, password: secret, permissions:"
                + " { publish: \">\", subscribe: \"_INBOX.>\" } } ] }");
    try (var log = CapturedLog.of("dev.weft", Level.WARN);
        NatsServer strict = NatsServer.start("-c", config.toString());
        WorkerRuntime weft =
            WorkerRuntime.start(
                Configs.read(
                    PricesOnNats.config(
                        strict.url(), "", "weft.nats { user = weft, password = secret }")),
                Configs.CLASSES,
                Observer.none())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(weft.problems())
                      .singleElement()
                      .asString()
                      .startsWith("handler prices: not subscribed to prices.get")
                      .contains("Permissions Violation"));
      assertThat(log.lines()).isNotEmpty();
    }
  }
}
