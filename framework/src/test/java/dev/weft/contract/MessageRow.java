package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.weft.Headers;
import dev.weft.config.WeftConfig;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.runtime.Configs;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One row of docs/messages.md, in a runtime of its own. */
final class MessageRow {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

  // So that rows can share a server.
  private static final AtomicInteger ROWS = new AtomicInteger();

  private final String name = "t" + ROWS.incrementAndGet();
  private final MessageCase row;
  private final Transport transport;
  private final Machine machine;
  private final CapturedLog log;
  private final ScriptedHandlers handlers;
  private final RowSettlements settlements = new RowSettlements();

  /**
   * A row that has not run.
   *
   * @param transport closed once it has run
   */
  MessageRow(MessageCase row, Transport transport, Machine machine, CapturedLog log) {
    this.row = row;
    this.transport = transport;
    this.machine = machine;
    this.log = log;
    this.handlers = new ScriptedHandlers(row.acts(), machine);
  }

  /** Runs it, and has it come to what it says. */
  void check() throws InterruptedException {
    try {
      run();
      assertThat(settlements.byMessage()).isEqualTo(row.expected().settlements());
      new RowStreams(name, transport).check(row.expected());
      handlers.calls().check(row);
      assertLogged();
    } finally {
      transport.close();
    }
  }

  private void run() throws InterruptedException {
    transport.create(
        new StreamSpec(name, Map.of("subjects", List.of(name + ".in.>"), "storage", "memory")));
    publish();
    List<String> problems;
    try (WorkerRuntime weft = start()) {
      awaitEnd();
      problems = weft.problems();
    } // and all handlers have ended
    assertThat(problems).isEmpty();
  }

  private void publish() {
    for (String message : row.messages().keySet()) {
      String payload = MessageCase.payload(message);
      transport
          .outbox()
          .publish(
              name + ".in." + MessageCase.key(message),
              payload.equals(RowStreams.UNDECODABLE_NAME)
                  ? RowStreams.UNDECODABLE.clone()
                  : payload.getBytes(UTF_8),
              Headers.empty());
    }
  }

  private WorkerRuntime start() {
    var classes =
        Configs.CLASSES.withInstance(
            name, row.config().contains("batch") ? handlers.new Batched() : handlers.new Single());
    String config =
        """
        weft.streams.%1$s { subjects = ["%1$s.in.>"], storage = memory }
        weft.streams.%1$s_OUT { subjects = ["%1$s.out.>"], storage = memory }
        weft.dead-letters.stream.storage = memory
        weft.scheduled-retries { longer-than = 1h, stream.storage = memory }
        weft.handlers.%1$s {
          stream = %1$s, codec = string
          retry { attempts = 3, first-delay = 10ms, max-delay = 10ms }
          breaker.enabled = false
          %2$s
        }
        """
            .formatted(name, row.config());
    return WorkerRuntime.start(
        WeftConfig.read(ConfigFactory.parseString(config), classes),
        classes,
        settlements,
        keptOpen(transport),
        machine,
        Time.of(machine));
  }

  /** The runtime closes its transport, whose streams are read after that. */
  private static Transport keptOpen(Transport transport) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> called(transport, method, arguments));
  }

  private static @Nullable Object called(
      Transport transport, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("close")) {
      return null;
    }
    try {
      return method.invoke(transport, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void awaitEnd() throws InterruptedException {
    int count = row.expected().settlements().values().stream().mapToInt(List::size).sum();
    long deadline = machine.nanoTime() + PATIENCE.toNanos();
    while (settlements.count() < count
        || lines().size() < row.expected().log().size() // a time limit is another thread's to log
        || !isQuiet()) {
      assertThat(deadline - machine.nanoTime())
          .as("time left for settlements %s and lines %s", settlements.byMessage(), lines())
          .isPositive();
      machine.sleep(LOOK_NANOS);
    }
  }

  private boolean isQuiet() {
    ConsumerState state = transport.state(new ConsumerSpec(name, name, Map.of()));
    return state.pending() == 0 && state.ackPending() == 0;
  }

  // In any order: a time limit is another thread's to tell.
  private void assertLogged() {
    List<String> left = lines();
    for (String part : row.expected().log()) {
      String[] words = part.split(" ", 2);
      String found =
          left.stream()
              .filter(line -> line.startsWith(words[0]) && line.contains(words[1]))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no line '" + part + "' in " + lines()));
      left.remove(found);
    }
    assertThat(left).as("lines of the log that the table does not have").isEmpty();
  }

  /**
   * All but those that name the handler of another row, and those that say of a server that it is
   * slow to renew a lease.
   */
  private List<String> lines() {
    return log.lines().stream()
        .filter(line -> !line.contains(": its leases "))
        .filter(line -> !line.matches("(?s)\\w+ handler (?!" + name + ":)[^ :]+: .*"))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
