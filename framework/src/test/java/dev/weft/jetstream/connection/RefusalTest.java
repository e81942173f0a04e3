package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.NatsServer;
import dev.weft.transport.StreamSpec;
import io.nats.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses to one of many threads of a connection. */
class RefusalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(5); // an unheard one takes 10 s

  @SuppressWarnings("NullAway.Init") // before each test
  @AutoClose
  private NatsServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server =
        NatsServer.start(
            "-c",
            Files.writeString(
                    folder.resolve("server.conf"),
                    """
                    authorization { users: [ { user: u, password: p, permissions: {
                      publish: { deny: [%s] }
                      subscribe: { deny: ["denied.*"] }
                    } } ] }
                    """
                        .formatted(denied()))
                .toString());
  }

  @Test
  void isHeardByWhoseCallItIsWhateverTheOthersAsk() throws Exception {
    try (var transport = JetStreamTransport.connect(settings(), PATIENCE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<Void>> calls =
          IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      i % 2 == 0
                          ? refused(() -> transport.inspect(stream("DENIED-" + i)), "DENIED-" + i)
                          : allowed(() -> transport.inspect(stream("FREE-" + i))))
              .map(threads::submit)
              .toList();
      for (Future<Void> call : calls) {
        call.get();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void ofASubscriptionIsHeardToo() throws Exception {
    try (var transport = JetStreamTransport.connect(settings(), PATIENCE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> calls =
          Stream.iterate(0, i -> i + 1)
              .limit(20)
              .map(
                  i ->
                      refused(
                          () -> transport.requests().receive("denied." + i, Optional.empty()),
                          "\"denied." + i + "\""))
              .map(threads::submit)
              .toList();
      for (Future<Void> call : calls) {
        call.get();
      }
    }
  }

  @Test
  void onAConnectionOfTheCallersIsANewErrorAndNotAnOldOne() throws Exception {
    Connection connection = server.connect(server.options().userInfo("u", "p"));
    connection.publish("$JS.API.STREAM.INFO.DENIED-1", new byte[0]);
    connection.flush(PATIENCE);
    assertThat(connection.getLastError()).contains("DENIED-1");

    try (Link link = Link.on(connection);
        Refusal one = Refusal.of(link, connection, "$JS.API.STREAM.INFO.DENIED-1")) {
      assertThat(one.heard()).isNull();
      connection.publish("$JS.API.STREAM.INFO.DENIED-1", new byte[0]);
      connection.flush(PATIENCE);
      assertThat(one.heard()).contains("Permissions Violation for Publish");
    }
  }

  private static String denied() {
    return IntStream.range(0, 40)
        .mapToObj(i -> "\"$JS.API.STREAM.INFO.DENIED-" + i + "\"")
        .collect(Collectors.joining(", "));
  }

  private static Callable<Void> refused(Callable<?> call, String name) {
    return () -> {
      assertThatThrownBy(call::call)
          .hasMessageContaining("Permissions Violation")
          .hasMessageContaining(name);
      return null;
    };
  }

  private static Callable<Void> allowed(Callable<?> call) {
    return () -> {
      call.call();
      return null;
    };
  }

  private static StreamSpec stream(String name) {
    return new StreamSpec(name, Map.of());
  }

  private ConnectionSettings settings() {
    return ConnectionSettings.builder()
        .servers(server.url())
        .connectTimeout(PATIENCE)
        .auth(new Auth.UserPassword("u", "p"))
        .build();
  }
}
