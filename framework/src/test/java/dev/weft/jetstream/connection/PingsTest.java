package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many wait for a server's answer at the same time, on a real server. */
class PingsTest {

  private static final int MANY = 20;

  private final NatsServer server = NatsServer.start();
  private final Connection connection = server.connect();

  @AfterEach
  void close() {
    server.thaw();
    server.close();
  }

  @Test
  void allWhoWaitAtTheSameTimeAreAnswered() throws Exception {
    for (FutureTask<Boolean> one : all(Duration.ofSeconds(20))) {
      assertThat(one.get()).isTrue();
    }
    assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
  }

  @Test
  void howeverManyWaitForASilentServerItsConnectionLives() throws Exception {
    server.freeze();
    for (FutureTask<Boolean> one : all(Duration.ofMillis(300))) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(one::get)
          .withCauseInstanceOf(TimeoutException.class);
    }
    assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
    assertThat(connection.getStatistics().getReconnects()).isZero();
  }

  private List<FutureTask<Boolean>> all(Duration limit) {
    var all = new ArrayList<FutureTask<Boolean>>();
    for (int i = 0; i < MANY; i++) {
      var one =
          new FutureTask<>(
              () -> {
                Pings.await(connection, limit);
                return true;
              });
      all.add(one);
      Thread.ofVirtual().start(one);
    }
    return all;
  }
}
