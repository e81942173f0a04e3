package dev.weft.app;

import static java.util.Objects.requireNonNull;

import dev.weft.config.WeftConfig;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "weft",
    description = "Runs message handlers on NATS JetStream.",
    synopsisSubcommandLabel = "[run | check | demo]",
    footer = {
      "",
      "Without a command it runs the handlers until SIGTERM or SIGINT, which drain.",
      "Exit codes: 0 done, 1 failed (say, NATS cannot be reached),",
      "2 the configuration is wrong, 130 or 143 stopped by a second signal."
    })
public final class Main implements Callable<Integer> {

  private static final Path DEMO_CONFIG = Path.of("conf", "application.conf");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:WEFT_CONFIG}",
      scope = ScopeType.INHERIT,
      description =
          "The configuration; by default WEFT_CONFIG, else application.conf on the class path.")
  private @Nullable Path config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli sets it, and prints the help itself
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    LogSetup.bridgeJavaLogging();
    System.exit(
        new CommandLine(new Main()).setExecutionExceptionHandler(new Failures()).execute(args));
  }

  /** Without a command: {@code run}. */
  @Override
  public Integer call() throws InterruptedException {
    return run();
  }

  @Command(name = "run", description = "Run the handlers until SIGTERM or SIGINT (the default).")
  int run() throws InterruptedException {
    return Run.untilStopped(load(config));
  }

  @Command(
      name = "check",
      description = "Check the configuration, and construct and close the handlers.")
  int check(
      @Option(
              names = "--connect",
              description = "Also compare every stream and consumer with the server's.")
          boolean connect) {
    WeftConfig checked = load(config);
    List<String> problems =
        connect
            ? WorkerRuntime.check(checked, classes())
            : WorkerRuntime.checkHandlers(checked, classes());
    problems.forEach(out()::println);
    if (!problems.isEmpty()) {
      return Failures.CONFIGURATION;
    }
    int handlers = checked.handlers().size() + checked.responders().size();
    out().println("ok: " + handlers + (handlers == 1 ? " handler" : " handlers"));
    return CommandLine.ExitCode.OK;
  }

  @Command(name = "demo", description = "Run the example handlers and feed them orders.")
  int demo(
      @Option(
              names = "--rate",
              paramLabel = "N",
              defaultValue = "20",
              description = "Orders a second; ${DEFAULT-VALUE} by default.")
          int rate,
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "0",
              description = "Drain after that long; by default at Ctrl-C.")
          long seconds)
      throws InterruptedException {
    if (rate < 1 || seconds < 0) {
      throw new ParameterException(
          spec().commandLine(),
          "--rate %d --seconds %d: expected a rate of at least 1, and no negative time"
              .formatted(rate, seconds));
    }
    Path file = config == null ? DEMO_CONFIG : config;
    return new Demo(file, load(file), rate, Duration.ofSeconds(seconds), out()).run();
  }

  private static WeftConfig load(@Nullable Path file) {
    return WeftConfig.load(file, classes());
  }

  private static UserClasses classes() {
    return UserClasses.of(Main.class.getClassLoader());
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandSpec spec() {
    return requireNonNull(spec, "picocli sets it before it calls a command");
  }
}
