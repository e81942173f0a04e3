package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.testing.ChildJvm;
import dev.weft.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private static final Path EXAMPLE = Path.of("..", "conf", "application.conf");
  private static final List<String> IN_MEMORY =
      List.of("-Dweft.transport=memory", "-Dweft.http.enabled=false");

  @TempDir Path folder;

  @Test
  void theExampleConfigurationPassesTheCheck() throws Exception {
    try (ChildJvm weft = weft(List.of(), "check", "--config", EXAMPLE.toString())) {
      assertThat(weft.exitCode()).isZero();
      assertThat(weft.out()).isEqualTo("ok: 3 handlers\n");
    }
  }

  /** A misspelt key with the one that was meant, a class that is missing, a value that is wrong. */
  @Test
  void allMistakesAreNamedAtOnceWithTheirPlacesALineEach() throws Exception {
    Path file = folder.resolve("application.conf");
    Files.writeString(
        file,
        Files.readString(EXAMPLE)
            .replaceFirst("stream = ORDERS", "straem = ORDERS")
            .replaceFirst("orders.ValidateOrder", "orders.ValidateOrdre")
            .replaceFirst("first-delay = 1s", "first-delay = soon"));

    try (ChildJvm weft = weft(List.of(), "check", "--config", file.toString())) {
      assertThat(weft.exitCode()).isEqualTo(2);
      assertThat(weft.out()).isEmpty();
      String handler = "weft.handlers.validate-order.";
      assertThat(weft.err().lines())
          .allSatisfy(line -> assertThat(line).contains("application.conf"))
          .anySatisfy(line -> assertThat(line).contains(handler + "straem", "stream"))
          .anySatisfy(line -> assertThat(line).contains(handler + "class", "orders.ValidateOrdre"))
          .anySatisfy(line -> assertThat(line).contains(handler + "retry.first-delay", "soon"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check --connect", "demo"})
  void anUnreachableServerIsOneLineWithoutAStackTrace(String command) throws Exception {
    var arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of("--config", EXAMPLE.toString()));
    String server = "nats://127.0.0.1:" + Ports.free();
    try (ChildJvm weft =
        weft(
            List.of(
                "-Dweft.nats.servers=" + server,
                "-Dweft.nats.connect-timeout=1s",
                "-Dweft.http.enabled=false"),
            arguments.toArray(String[]::new))) {
      assertThat(weft.exitCode()).isEqualTo(1);
      List<String> errors = weft.out().lines().filter(line -> line.contains("ERROR")).toList();
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0)).contains("127.0.0.1");
      assertThat(weft.out() + weft.err()).doesNotContain("\tat ", "Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalDrainsAndTheExitCodeIsZero(String signal) throws Exception {
    try (ChildJvm weft = weft(IN_MEMORY, "demo", "--config", EXAMPLE.toString())) {
      await().atMost(Duration.ofMinutes(1)).until(() -> weft.out().contains("receipts"));
      weft.signal(signal);
      assertThat(weft.exitCode()).isZero();
      assertThat(weft.out()).contains("SIG" + signal, "orders placed = ");
    }
  }

  @Test
  void theDemosTotalsAddUp() throws Exception {
    try (ChildJvm weft =
        weft(
            IN_MEMORY, "demo", "--seconds", "5", "--rate", "100", "--config", EXAMPLE.toString())) {
      assertThat(weft.exitCode()).isZero();
      String totals =
          weft.out().lines().filter(line -> line.contains("orders placed =")).findFirst().get();
      List<Integer> counts =
          Pattern.compile("\\d+")
              .matcher(totals)
              .results()
              .map(match -> Integer.valueOf(match.group()))
              .toList();
      assertThat(counts.get(0)).isEqualTo(counts.get(1) + counts.get(2) + counts.get(3));
      assertThat(counts.get(1)).isGreaterThan(100);
      assertThat(counts.get(2)).isPositive();
    }
  }

  private ChildJvm weft(List<String> options, String... arguments) {
    return ChildJvm.start(folder, Main.class, options, arguments);
  }
}
