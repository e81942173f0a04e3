package dev.weft.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A nats-server as a process of this machine, its store in a folder of its own. */
final class LocalServer implements ServerHost {

  private final Path folder;
  private final List<String> command;
  private @Nullable Process process;

  LocalServer(int port, List<String> arguments) {
    try {
      this.folder = Files.createTempDirectory("weft-nats");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var line = new ArrayList<>(List.of(Binary.PATH, "-a", "127.0.0.1", "-p", "" + port));
    line.addAll(List.of("-js", "-sd", folder.toString()));
    line.addAll(List.of("-l", logFile().toString()));
    line.addAll(arguments);
    this.command = line;
  }

  @Override
  public void launch() {
    try {
      Process started = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      process = started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  @Override
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public void kill() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nats-server " + process.pid() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void freeze() {
    signal("STOP");
    await().until(this::isStopped); // a thread that runs on another processor goes on for a moment
  }

  @Override
  public void thaw() {
    signal("CONT");
  }

  @Override
  public void reload() {
    signal("HUP");
  }

  @Override
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "no log at " + logFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void dispose() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isStopped() throws IOException {
    if (process == null || !Files.exists(Path.of("/proc/self"))) {
      return true; // this system does not tell
    }
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.allMatch(LocalServer::isStopped);
    }
  }

  private static boolean isStopped(Path task) {
    try {
      return Files.readAllLines(task.resolve("status")).contains("State:\tT (stopped)");
    } catch (IOException e) {
      return true; // the thread has ended
    }
  }

  private void signal(String name) {
    if (process == null) {
      throw new IllegalStateException("SIG" + name + ": the server was never launched");
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("SIG" + name + " to " + process.pid() + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending SIG" + name, e);
    }
  }

  private Path logFile() {
    return folder.resolve("server.log");
  }

  /** Looked up once per test run. */
  private static final class Binary {

    static final String PATH = find();

    private static String find() {
      Path script = root().resolve("scripts/nats-server.sh");
      try {
        Process finder =
            new ProcessBuilder("bash", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(finder.getInputStream().readAllBytes(), UTF_8).strip();
        if (finder.waitFor() != 0 || path.isEmpty()) {
          throw new IllegalStateException(
              "the integration tests need a nats-server: install one (apt-get install"
                  + " nats-server), or set NATS_SERVER to a binary; "
                  + script
                  + " says above why it found none");
        }
        return path;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot run " + script, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while looking for a nats-server", e);
      }
    }

    private static Path root() {
      Path folder = Path.of("").toAbsolutePath();
      while (!Files.exists(folder.resolve("scripts/nats-server.sh"))) {
        folder = folder.getParent();
        if (folder == null) {
          throw new IllegalStateException(
              "scripts/nats-server.sh: not found above " + Path.of("").toAbsolutePath());
        }
      }
      return folder;
    }
  }
}
