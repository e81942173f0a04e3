package dev.weft.jetstream.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.jetstream.connection.Link;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A request whose answer does not come, by a responder of the test's own. */
class ApiCallTest {

  private static final byte[] REQUEST = "how are you".getBytes(UTF_8);

  @AutoClose private final NatsServer server = NatsServer.start();
  private final AtomicInteger requests = new AtomicInteger();

  private final Connection connection = server.connect();

  @Test
  void aRequestThatIsDroppedIsMadeAgainEverySecond() throws Exception {
    answerFrom(4);
    long start = System.nanoTime();

    String answer = ask(Duration.ofMinutes(1));

    assertThat(answer).isEqualTo("request 4");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6));
  }

  @Test
  void oneThatIsAnsweredIsMadeOnce() throws Exception {
    answerFrom(1);
    long start = System.nanoTime();

    assertThat(ask(Duration.ofMinutes(1))).isEqualTo("request 1");

    // On a machine that is held up for so long it is taken for one that was dropped.
    boolean late = System.nanoTime() - start >= Duration.ofSeconds(1).toNanos();
    assertThat(requests).hasValueBetween(1, late ? 2 : 1);
  }

  @Test
  void oneThatIsDroppedAgainAndAgainFailsAfterItsTime() throws Exception {
    answerFrom(Integer.MAX_VALUE);

    assertThatThrownBy(() -> ask(Duration.ofSeconds(3)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("service: no answer within 3s")
        .satisfies(e -> assertThat(((TransportException) e).isLasting()).isFalse());
    assertThat(requests).hasValueBetween(2, 3);
  }

  private String ask(Duration limit) {
    byte[] answer =
        ApiCall.answer(Link.on(connection), "service", REQUEST, limit, () -> {}).getData();
    return new String(answer, UTF_8);
  }

  private void answerFrom(int first) throws Exception {
    connection
        .createDispatcher(
            message -> {
              int number = requests.incrementAndGet();
              if (number >= first) {
                connection.publish(message.getReplyTo(), ("request " + number).getBytes(UTF_8));
              }
            })
        .subscribe("service");
    connection.flush(Duration.ofSeconds(20));
  }
}
