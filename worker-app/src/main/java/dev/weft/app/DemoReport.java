package dev.weft.app;

import dev.weft.app.DemoTally.Counts;
import dev.weft.config.TransportKind;
import dev.weft.config.WeftConfig;
import dev.weft.config.handler.HandlerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what the demo does, in lines that someone new to Weft understands. */
final class DemoReport {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final PrintWriter out;
  private final DemoTally tally;
  private final Thread thread = Thread.ofVirtual().name("demo-report").unstarted(this::repeat);
  private Counts before = new Counts(0, 0, 0, 0, 0);

  DemoReport(PrintWriter out, DemoTally tally) {
    this.out = out;
    this.tally = tally;
  }

  void introduce(Path file, WeftConfig config, int rate) {
    out.println("Weft demo: a shop's orders on one JetStream stream, each step a handler.");
    out.println(
        "  Handlers  "
            + config.handlers().stream().map(HandlerConfig::name).collect(Collectors.joining(", "))
            + " ("
            + file
            + ")");
    out.println("  Server    " + server(config));
    out.printf(
        "  Orders    %d a second; some are nonsense or broken bytes, and are rejected.%n", rate);
    out.println(
        "  Payments  the gateway fails now and then; those charges are retried by themselves.");
    out.println("  Ctrl-C    drains: what is in work is finished, then come the totals.");
    out.println();
  }

  /** Starts printing a line every {@link #PERIOD}. */
  void start() {
    thread.start();
  }

  /** Prints no further line. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  void totals() {
    Counts end = tally.counts();
    say("");
    say(
        "%d orders placed = %d receipts sent + %d rejected + %d still in the stream"
            .formatted(end.placed(), end.receipted(), end.rejected(), end.underWay()));
    say(
        "%d attempts failed and were made again; %d messages went through after that"
            .formatted(end.retried(), end.recovered()));
  }

  private void repeat() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        status();
      }
    } catch (InterruptedException e) {
      // Told to stop.
    }
  }

  private void status() {
    Counts now = tally.counts();
    double seconds = PERIOD.toMillis() / 1000.0;
    say(
        String.format(
            Locale.ROOT,
            "placed %5d   receipts %5d (%2.0f/s)   under way %3d   retried %3d   rejected %3d",
            now.placed(),
            now.receipted(),
            (now.receipted() - before.receipted()) / seconds,
            now.underWay(),
            now.retried(),
            now.rejected()));
    before = now;
    news("recovered", tally.takeRecovery());
    news("rejected ", tally.takeRejection());
  }

  private void news(String kind, String line) {
    if (!line.isEmpty()) {
      say("    " + kind + "  " + line);
    }
  }

  private static String server(WeftConfig config) {
    if (config.transport() == TransportKind.MEMORY) {
      return "none: the stream is in this process's memory";
    }
    return config.nats().shownServers();
  }
}
