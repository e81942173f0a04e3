package dev.weft.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program of the tests in a JVM of its own, on their class path. */
public final class ChildJvm implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  /** Most end before what C2 compiles would pay, and its compiling takes half of their start. */
  private static final String SOON_COMPILED = "-XX:TieredStopAtLevel=1";

  private final String name;
  private final Path out;
  private final Path err;
  private final Process process;

  private ChildJvm(Path folder, String name, List<String> command) {
    this.name = name;
    try {
      out = Files.createTempFile(folder, name, ".out");
      err = Files.createTempFile(folder, name, ".err");
      var builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(ChildJvm::isOfThisMachine);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /**
   * Starts a program.
   *
   * @param folder where its output goes, into files of its own
   * @param options for the JVM
   */
  public static ChildJvm start(
      Path folder, Class<?> program, List<String> options, String... arguments) {
    return new ChildJvm(folder, program.getSimpleName(), command(program, options, arguments));
  }

  /** As {@link #start}, with one processor, which the system grants where it can. */
  public static ChildJvm startOnOneProcessor(
      Path folder, Class<?> program, List<String> options, String... arguments) {
    var command = new ArrayList<String>();
    if (Files.isExecutable(TASKSET)) {
      command.addAll(List.of(TASKSET.toString(), "-c", "0"));
    }
    var all = new ArrayList<>(options);
    all.add("-XX:ActiveProcessorCount=1");
    command.addAll(command(program, all, arguments));
    return new ChildJvm(folder, program.getSimpleName(), command);
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    awaitEnd(PATIENCE);
    return process.exitValue();
  }

  /** Waits for its end. */
  public void awaitEnd() throws InterruptedException {
    awaitEnd(PATIENCE);
  }

  /** Waits for its end, for so long at most. */
  public void awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " does not end; " + output());
    }
  }

  /** Waits for what it is to do, which it cannot once it has ended. */
  public void await(Duration limit, Callable<Boolean> done) {
    Awaitility.await()
        .atMost(limit)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(name + " has ended; " + output());
              }
            })
        .until(done);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed so far. */
  public String out() {
    return read(out);
  }

  /** What it has printed to standard error so far. */
  public String err() {
    return read(err);
  }

  /** Sends a signal by its name, such as {@code TERM}. */
  public void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid())).start().waitFor();
  }

  /** Asks it to end, as a container platform does; returns at once. */
  public void terminate() {
    process.destroy();
  }

  /** Asks it to end, and returns when it has. */
  public void stop() throws InterruptedException {
    terminate();
    awaitEnd();
  }

  /** Ends it as a crash would, and returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static List<String> command(Class<?> program, List<String> options, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(SOON_COMPILED); // an option that says otherwise comes after it, and holds
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  // What this machine's environment says is not what is tested.
  private static boolean isOfThisMachine(String variable) {
    return variable.startsWith("OTEL_")
        || variable.startsWith("WEFT_")
        || variable.equals("NATS_URL")
        || variable.equals("JAVA_TOOL_OPTIONS");
  }

  private String output() {
    return "out: " + out() + " err: " + err();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
