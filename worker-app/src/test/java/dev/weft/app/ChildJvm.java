package dev.weft.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program of ours in a JVM of its own, on the tests' class path. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildJvm(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a program.
   *
   * @param folder where its output goes
   * @param options for the JVM
   */
  static ChildJvm start(Path folder, Class<?> program, List<String> options, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // What this machine's environment says is not what is tested.
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("OTEL_")
                    || name.startsWith("WEFT_")
                    || name.equals("NATS_URL")
                    || name.equals("JAVA_TOOL_OPTIONS"));
    try {
      return new ChildJvm(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end; out: " + out() + " err: " + err());
    }
    return process.exitValue();
  }

  /** Waits for what it is to do, which it cannot once it has ended. */
  void await(Duration limit, Callable<Boolean> done) {
    Awaitility.await()
        .atMost(limit)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("it has ended; out: " + out() + " err: " + err());
              }
            })
        .until(done);
  }

  /** What it has printed so far. */
  String out() {
    return read(out);
  }

  /** What it has printed to standard error so far. */
  String err() {
    return read(err);
  }

  /** Sends a signal by its name, such as {@code TERM}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
