package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.ChildJvm;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent with the real one's entry, which has not set the global instance when Weft starts. */
class JavaAgentTest {

  private static final String SDK = "io.opentelemetry.sdk.trace.SdkTracer";

  @TempDir Path folder;

  @Test
  void besideTheAgentNoSecondSdkIsMade() throws Exception {
    assertThat(tracer("-javaagent:" + agent())).startsWith("tracer: ").doesNotContain(SDK);
  }

  @Test
  void withoutTheAgentOrWithOneThatIsSwitchedOffTheSdkIsTheAppsOwn() throws Exception {
    assertThat(tracer()).contains(SDK);
    assertThat(tracer("-javaagent:" + agent(), "-Dotel.javaagent.enabled=false")).contains(SDK);
  }

  private String tracer(String... options) throws Exception {
    List<String> all =
        Stream.concat(
                Stream.of(options),
                Stream.of(
                    "-Dotel.traces.exporter=otlp",
                    "-Dotel.metrics.exporter=none",
                    "-Dotel.logs.exporter=none"))
            .toList();
    try (ChildJvm program = ChildJvm.start(folder, Program.class, all)) {
      assertThat(program.exitCode()).as(program.err()).isZero();
      return program.out();
    }
  }

  private Path agent() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("OpenTelemetryAgent.java"),
            """
            package io.opentelemetry.javaagent;

            public final class OpenTelemetryAgent {
              public static void premain(String arguments) {}
            }
            """);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    assertThat(result).isZero();
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .putValue("Premain-Class", "io.opentelemetry.javaagent.OpenTelemetryAgent");
    String entry = "io/opentelemetry/javaagent/OpenTelemetryAgent.class";
    Path jar = folder.resolve("agent.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new JarEntry(entry));
      Files.copy(folder.resolve(entry), out);
      out.closeEntry();
    }
    return jar;
  }

  /** Starts telemetry, and says whose tracers there are. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) {
      try (TelemetrySdk telemetry = TelemetrySdk.start()) {
        String tracer = GlobalOpenTelemetry.get().getTracer("test").getClass().getName();
        System.out.println("tracer: " + tracer + " for " + telemetry.observer().getClass());
      }
    }
  }
}
