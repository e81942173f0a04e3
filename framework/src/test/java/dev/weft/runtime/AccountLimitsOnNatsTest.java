package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.TransportException;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that require a size of each stream, or have room for few. */
@SuppressWarnings("try") // closed at the end, or before it; an interrupt fails the test
class AccountLimitsOnNatsTest {

  private static final String PARKING =
      "weft.handlers.test { ordering = key, key = \"subject:2\", on-exhausted = park-key }\n";
  private static final String PARTITIONS =
      """
      weft.handlers.shared {
        class = "%1$s", stream = JOBS, ordering = key, key = "subject:3"
        partitions { count = 2, subject = "jobs.{partition}.*" }
      }
      weft.handlers.plain { class = "%1$s", stream = JOBS, consumer.filter_subject = jobs.z }
      """
          .formatted(Configs.name(TestHandlers.Noting.class));

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  @AutoClose
  private NatsServer server;

  @BeforeEach
  void startServer() throws IOException {
    TestHandlers.reset();
    Path config = folder.resolve("server.conf");
    Files.writeString(
        config,
        """
        jetstream { max_mem: 256M, max_file: 2G }
        accounts {
          BYTES {
            users: [{ user: bytes, password: pw }]
            jetstream { max_mem: 64M, max_file: 512M, max_bytes_required: true }
          }
          TIGHT {
            users: [{ user: tight, password: pw }]
            jetstream { max_mem: 64M, max_file: 512M, max_streams: 2 }
          }
        }
        """);
    server = NatsServer.start("-c", config.toString());
  }

  @Test
  void whereASizeIsRequiredAllStreamsHaveOne() throws Exception {
    try (WorkerRuntime weft = start("bytes", PARKING + PARTITIONS)) {
      JetStreamManagement management = connect("bytes").jetStreamManagement();
      management.getStreamNames().forEach(name -> assertThat(bytes(management, name)).isPositive());

      assertThat(management.getStreamNames())
          .containsExactlyInAnyOrder(
              "JOBS", "JOBS_DLQ", "JOBS_DEATHS", "JOBS_RETRY", "JOBS_PARKED", "JOBS_LEASES");
      assertThat(bytes(management, "JOBS_RETRY")).isEqualTo(10 << 20);
      assertThat(bytes(management, "JOBS_PARKED")).isEqualTo(1 << 20);
      assertThat(management.getStreamInfo("JOBS_PARKED").getConfiguration().getDiscardPolicy())
          .isEqualTo(DiscardPolicy.New);
      connect("bytes").jetStream().publish("jobs.a", RetriesOnNats.json("1"));
      await().until(() -> TestHandlers.SEEN.size() == 1);
    }
    assertThat(WorkerRuntime.check(config("bytes", PARKING + PARTITIONS))).isEmpty();
  }

  @Test
  void eachSizeCanBeConfigured() throws Exception {
    start(
            "bytes",
            PARKING
                + PARTITIONS
                + """
                weft.dead-letters.stream.max_bytes = 1MiB
                weft.deaths.stream.max_bytes = 2MiB
                weft.scheduled-retries.stream.max_bytes = 3MiB
                weft.parked-keys.stream.max_bytes = 4MiB
                weft.leases.stream.max_bytes = 5MiB
                """)
        .stop();

    JetStreamManagement management = connect("bytes").jetStreamManagement();
    assertThat(
            List.of("DLQ", "DEATHS", "RETRY", "PARKED", "LEASES").stream()
                .map(end -> bytes(management, "JOBS_" + end) >> 20))
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void anAccountWithRoomForTooFewStreamsIsToldWhichAndGetsNone() throws Exception {
    String line =
        "the account may have 2 more streams, and 4 have to be created: JOBS, JOBS_DLQ,"
            + " JOBS_DEATHS, JOBS_RETRY; raise its max_streams, or do without (dead-letters ="
            + " false, scheduled-retries = false)";

    assertThatThrownBy(() -> start("tight", "").stop())
        .isInstanceOf(TransportException.class)
        .hasMessage(line);
    assertThat(WorkerRuntime.check(config("tight", ""))).containsExactly(line);
    assertThat(connect("tight").jetStreamManagement().getStreamNames()).isEmpty();
    start("tight", "weft.handlers.test { dead-letters = false, scheduled-retries = false }").stop();
  }

  private static long bytes(JetStreamManagement management, String stream) {
    try {
      return management.getStreamInfo(stream).getConfiguration().getMaxBytes();
    } catch (IOException | io.nats.client.JetStreamApiException e) {
      throw new IllegalStateException(stream, e);
    }
  }

  private Connection connect(String user) {
    return server.connect(server.options().userInfo(user, "pw"));
  }

  private WorkerRuntime start(String user, String more) {
    return WorkerRuntime.start(config(user, more), Configs.CLASSES, Observer.none());
  }

  private WeftConfig config(String user, String more) {
    return Configs.read(
        """
        weft.nats { servers = "%s", user = %s, password = pw }
        weft.shutdown { drain = 1s, interrupt = 1s }
        weft.streams.JOBS { subjects = ["jobs.>"], max_bytes = 10MiB }
        weft.handlers.test { class = "%s", stream = JOBS }
        %s
        """
            .formatted(server.url(), user, Configs.name(TestHandlers.Noting.class), more));
  }
}
