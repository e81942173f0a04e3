package dev.weft.contract;

import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of docs/messages.md in which a server has a part, on one that they share: what is
 * redelivered, dead-lettered or emitted.
 */
class MessageTableOnNatsTest extends MessageTableContract {

  // A close waits for pulls to end, and the next row need not.
  private static final List<Thread> CLOSES = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // before all tests
  private static NatsServer server;

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    for (Thread close : CLOSES) {
      close.join();
    }
    server.close();
  }

  static List<MessageCase> cases() {
    return MessageTable.cases().stream().filter(MessageCase::hasServersPart).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesToWhatTheTableSays(MessageCase one) {
    check(one);
  }

  @Override
  void end(WorkerRuntime weft) {
    CLOSES.add(Thread.ofVirtual().start(weft::close));
  }

  @Override
  Transport transport() {
    return JetStreamTransport.on(server.connect(), Duration.ofSeconds(20));
  }
}
