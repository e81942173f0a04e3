package dev.weft.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.BatchHandler;
import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.runtime.Weft;
import dev.weft.testing.ChildJvm;
import dev.weft.testing.NatsServer;
import dev.weft.testing.Ports;
import io.nats.client.Connection;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hundreds of large messages, and a worker process whose heap could not hold them. */
@Faults
class SmallHeapTest {

  private static final int MESSAGES = 600;
  private static final int SIZE = 1_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final int monitor = Ports.free();
  @AutoClose private final NatsServer server = NatsServer.start("-m", String.valueOf(monitor));

  @TempDir private Path folder;

  @BeforeEach
  void publish() throws Exception {
    Connection connection = server.connect(); // closed with the server
    connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("LARGE")
                .subjects("large.>")
                .storageType(StorageType.File)
                .build());
    byte[] data = "x".repeat(SIZE).getBytes(US_ASCII);
    for (int i = 0; i < MESSAGES; i++) {
      connection.jetStream().publish("large." + i % 20, data);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "One     | ''",
        "One     | mode = pull",
        "One     | concurrency = 50",
        "One     | concurrency = 50, ordering = key, key = \"subject:2\"",
        "Several | batch.size = 100"
      })
  void eachIsHandledOnItsFirstAttemptOverOneConnection(String handler, String settings)
      throws Exception {
    long connections = varz("total_connections");
    try (var worker =
        ChildJvm.start(
            folder,
            SmallHeapTest.class,
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
            server.url(),
            handler,
            settings)) {
      worker.awaitEnd(LIMIT);
      assertThat(worker.out())
          .contains("handled " + MESSAGES + ", on a later attempt 0, problems []");
    }
    assertThat(varz("slow_consumers")).isZero();
    assertThat(varz("total_connections")).isEqualTo(connections + 1);
  }

  private long varz(String key) throws IOException {
    URI address = URI.create("http://127.0.0.1:" + monitor + "/varz");
    try (InputStream varz = address.toURL().openStream()) {
      return new ObjectMapper().readTree(varz).path(key).asLong();
    }
  }

  /** The worker process: ends when all messages have been handled. */
  public static void main(String[] arguments) throws Exception {
    String config =
        """
        weft.nats.servers = "%s"
        weft.handlers.test {
          class = "%s$%s", stream = LARGE, codec = string
          %s
        }
        """
            .formatted(arguments[0], SmallHeapTest.class.getName(), arguments[1], arguments[2]);
    try (Weft weft = Weft.builder().config(config).start()) {
      boolean all = Count.LEFT.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      System.out.println(
          "handled "
              + (MESSAGES - Count.LEFT.getCount())
              + ", on a later attempt "
              + Count.LATER.get()
              + ", problems "
              + (all ? weft.problems() : "late"));
    }
  }

  /** What has been handled. */
  private static final class Count {

    static final CountDownLatch LEFT = new CountDownLatch(MESSAGES);
    static final AtomicInteger LATER = new AtomicInteger();

    static void add(Message<String> message) {
      if (message.attempt() > 1 || message.payload().length() != SIZE) {
        LATER.incrementAndGet();
      }
      LEFT.countDown();
    }
  }

  /** Takes a while over each message. */
  public static final class One implements Handler<String> {
    @Override
    public void handle(Message<String> message) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(5);
      Count.add(message);
    }
  }

  /** Takes a while over each batch. */
  public static final class Several implements BatchHandler<String> {
    @Override
    public void handle(List<Message<String>> messages) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(50);
      messages.forEach(Count::add);
    }
  }
}
