package dev.weft.contract;

import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.machine.Machine;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of docs/messages.md in which a server has a part, on one that they share: what is
 * redelivered, dead-lettered or emitted.
 */
class MessageTableOnNatsTest {

  // All at once, since each waits for its pulls to end when it closes.
  private static final Map<MessageCase, Future<?>> RUNS = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // before all tests
  private static NatsServer server;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static CapturedLog log;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static ExecutorService rows;

  @BeforeAll
  static void startAll() {
    server = NatsServer.start();
    log = MessageTableContract.log();
    rows = Executors.newVirtualThreadPerTaskExecutor();
    cases().forEach(one -> RUNS.put(one, rows.submit(() -> run(one))));
  }

  @AfterAll
  static void endAll() {
    rows.close();
    log.close();
    server.close();
    RUNS.clear();
  }

  static List<MessageCase> cases() {
    return MessageTable.cases().stream().filter(MessageCase::hasServersPart).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesToWhatTheTableSays(MessageCase one) throws Throwable {
    try {
      Objects.requireNonNull(RUNS.get(one)).get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static Void run(MessageCase one) throws InterruptedException {
    Transport transport = JetStreamTransport.on(server.connect(), Duration.ofSeconds(20));
    new MessageRow(one, transport, Machine.real(), log).check();
    return null;
  }
}
