package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceProgramTest {

  private static final Task TASK = new Task("S", "c", 9, 1.5, 128, 0, 1);

  @TempDir private Path folder;

  @Test
  void oneIsRunWithItsArgumentsAndItsLineIsRead() throws Exception {
    Path program =
        program(
            """
            echo "$@" > %s
            echo '{"rate": 2000, "cpu_us": 111.5, "wake_ups": 2.1, "p50_us": 160, "p99_us": 1400}'
            """
                .formatted(folder.resolve("arguments")));
    var place = new Place("nats://there:1", ProcessHandle.current(), "http://there:2");

    Sample sample = new ReferenceProgram("nats.go", program).run("pace-2000", place, TASK);

    assertThat(folder.resolve("arguments")).hasContent("pace-2000 nats://there:1 S c 1.5\n");
    assertThat(sample.values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Measure.RATE, 2_000.0,
                Measure.CLIENT_CPU, 111.5,
                Measure.WAKE_UPS, 2.1,
                Measure.P50, 160.0,
                Measure.P99, 1_400.0));
  }

  @Test
  void oneThatFailsIsNamedWithWhatItPrinted() throws Exception {
    var failing = new ReferenceProgram("nats.go", program("echo no server; exit 3"));
    var place = new Place("nats://there:1", ProcessHandle.current(), "http://there:2");

    assertThatThrownBy(() -> failing.run("push", place, TASK))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("push", "exit code 3", "no server");
  }

  @Test
  void theEnvironmentSaysWhichThereAre() {
    assertThat(ReferenceProgram.of(Map.of("HOME", "/"))).isEmpty();
    assertThat(
            ReferenceProgram.of(Map.of("NATS_GO_BENCH", "/a", "GOFLUX_BENCH", "/b", "HOME", "/")))
        .isEqualTo(
            List.of(
                new ReferenceProgram("nats.go", Path.of("/a")),
                new ReferenceProgram("goflux", Path.of("/b"))));
  }

  private Path program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
