package dev.weft.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A contender's own JVM, so that no other's classes and garbage are in its way. {@link #main} is
 * what runs in it: it reads tasks by the line and answers with samples.
 */
final class Lane implements AutoCloseable {

  /** The class path of the build that this is. */
  static final String THIS_BUILD = System.getProperty("java.class.path");

  private static final String SAMPLE = "sample ";
  private static final long END_SECONDS = 20;

  private static volatile long mainAt;

  private final Entrant entrant;
  private final long startedAt = System.nanoTime();
  private final Process process;
  private final BufferedWriter tasks;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param classPath of the build that it is to be of
   */
  Lane(Entrant entrant, Place place, String classPath) throws IOException {
    this.entrant = entrant;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    this.process =
        new ProcessBuilder(
                java,
                "-XX:+UseG1GC",
                "-Xmx1g",
                "-cp",
                classPath,
                Lane.class.getName(),
                entrant.name(),
                place.url(),
                String.valueOf(place.server().pid()),
                place.monitor())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.tasks = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Who is in it. */
  Entrant entrant() {
    return entrant;
  }

  /** When its JVM was started, by {@link System#nanoTime}. */
  long startedAt() {
    return startedAt;
  }

  /** Has it do a task; blocks until that is done. */
  Sample run(Task task) throws IOException {
    tasks.write(task + "\n");
    tasks.flush();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(SAMPLE)) {
        return Sample.parse(line.substring(SAMPLE.length()));
      }
    }
    throw new IOException(entrant.title + ": its JVM ended; what it says is above");
  }

  /** Ends it. */
  @Override
  public void close() throws IOException, InterruptedException {
    try {
      tasks.close();
    } finally {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      answers.close();
    }
  }

  /** When {@link #main} was called in this JVM, by {@link System#nanoTime}. */
  static long mainAt() {
    return mainAt;
  }

  /** The contender's side. */
  @SuppressWarnings("CatchAndPrintStackTrace") // on the stream that the one who started it shows
  public static void main(String[] arguments) {
    mainAt = System.nanoTime();
    int status = 0;
    try {
      run(arguments);
    } catch (Exception | Error e) {
      e.printStackTrace();
      status = 1;
    }
    System.exit(status); // whatever threads a contender has left, also of one that failed
  }

  private static void run(String[] arguments) throws Exception {
    ProcessHandle server = ProcessHandle.of(Long.parseLong(arguments[2])).orElseThrow();
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (Contender contender =
        Entrant.valueOf(arguments[0]).enter(new Place(arguments[1], server, arguments[3]))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        System.out.println(SAMPLE + contender.run(Task.parse(line)));
      }
    }
  }
}
