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

  @Test
  void aMisspeltKeyIsNamedWithItsPlaceAndTheKeyThatWasMeant() throws Exception {
    assertProblem(
        "stream = ORDERS", "straem = ORDERS", "weft.handlers.validate-order.straem", "stream");
  }

  @Test
  void aMissingClassIsNamed() throws Exception {
    assertProblem(
        "class = dev.weft.app.orders.ValidateOrder",
        "class = dev.weft.app.orders.ValidateOrdre",
        "weft.handlers.validate-order.class",
        "dev.weft.app.orders.ValidateOrdre");
  }

  @Test
  void aWrongDurationIsNamedWithItsValue() throws Exception {
    assertProblem(
        "first-delay = 1s",
        "first-delay = soon",
        "weft.handlers.validate-order.retry.first-delay",
        "soon");
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

  // A problem in a copy of the example: one line on standard error, nothing else anywhere.
  private void assertProblem(String right, String wrong, String... expected) throws Exception {
    Path file = folder.resolve("application.conf");
    Files.writeString(file, Files.readString(EXAMPLE).replaceFirst(right, wrong));
    try (ChildJvm weft = weft(List.of(), "check", "--config", file.toString())) {
      assertThat(weft.exitCode()).isEqualTo(2);
      assertThat(weft.out()).isEmpty();
      assertThat(weft.err().lines())
          .isNotEmpty()
          .allMatch(line -> line.contains("application.conf"));
      assertThat(weft.err()).contains(expected);
    }
  }

  private ChildJvm weft(List<String> options, String... arguments) {
    return ChildJvm.start(folder, Main.class, options, arguments);
  }
}
