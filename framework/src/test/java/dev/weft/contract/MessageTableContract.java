package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.typesafe.config.ConfigFactory;
import dev.weft.Headers;
import dev.weft.config.WeftConfig;
import dev.weft.engine.HandlerId;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.runtime.Configs;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What becomes of messages, row by row of docs/messages.md, in a whole runtime. */
abstract class MessageTableContract {

  private static final byte[] UNDECODABLE = {(byte) 0xff, (byte) 0xfe};
  private static final String UNDECODABLE_NAME = "0xfffe";
  // So that rows can share a server.
  private static final AtomicInteger ROWS = new AtomicInteger();

  private final String row = "t" + ROWS.incrementAndGet();
  private final Settlements settlements = new Settlements();

  /** A new transport, closed by whoever starts a runtime on it. */
  abstract Transport transport();

  /** Closes a runtime, or has it closed before the server goes. */
  void end(WorkerRuntime weft) {
    weft.close();
  }

  /** Has a row come to what it says. */
  final void check(MessageCase one) {
    Transport transport = transport();
    transport.create(
        new StreamSpec(row, Map.of("subjects", List.of(row + ".in.>"), "storage", "memory")));
    publish(transport, one);
    try (var log = CapturedLog.of("dev.weft.engine", Level.WARN)) {
      WorkerRuntime weft = start(transport, one);
      try {
        awaitEnd(transport, one);
        assertThat(weft.problems()).isEmpty();
        assertThat(settlements.byMessage()).isEqualTo(one.expected().settlements());
        assertThat(emitted(transport)).isEqualTo(new TreeMap<>(one.expected().emitted()));
        assertDeadLetters(transport, one);
        // A time limit is logged by a thread that need not be in time.
        await().untilAsserted(() -> assertLogged(log.lines(), one.expected().log()));
      } finally {
        end(weft);
      }
    }
  }

  private void publish(Transport transport, MessageCase one) {
    for (String name : one.messages().keySet()) {
      String[] parts = name.split("@", 2);
      transport
          .outbox()
          .publish(
              row + ".in." + (parts.length == 1 ? "any" : parts[1]),
              parts[0].equals(UNDECODABLE_NAME) ? UNDECODABLE : parts[0].getBytes(UTF_8),
              Headers.empty());
    }
  }

  private WorkerRuntime start(Transport transport, MessageCase one) {
    var handlers =
        new ScriptedHandlers(
            one.messages().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        message -> message.getKey().split("@", 2)[0], Map.Entry::getValue)));
    boolean batched = one.config().contains("batch");
    var classes =
        Configs.CLASSES.withInstance(
            "test", batched ? handlers.new Batched() : handlers.new Single());
    String config =
        """
        weft.streams.%1$s { subjects = ["%1$s.in.>"], storage = memory }
        weft.streams.%1$s_OUT { subjects = ["%1$s.out.>"], storage = memory }
        weft.dead-letters.stream.storage = memory
        weft.scheduled-retries { longer-than = 1h, stream.storage = memory }
        weft.handlers.test {
          stream = %1$s, codec = string
          retry { attempts = 3, first-delay = 10ms, max-delay = 10ms }
          breaker.enabled = false
          %2$s
        }
        """
            .formatted(row, one.config());
    Machine machine = Machine.real();
    return WorkerRuntime.start(
        WeftConfig.read(ConfigFactory.parseString(config), classes),
        classes,
        settlements,
        transport,
        machine,
        Time.of(machine));
  }

  private void awaitEnd(Transport transport, MessageCase one) {
    var consumer = new ConsumerSpec(row, "test", Map.of());
    int count = one.expected().settlements().values().stream().mapToInt(List::size).sum();
    await()
        .until(
            () -> {
              ConsumerState state = transport.state(consumer);
              return settlements.count() >= count
                  && state.pending() == 0
                  && state.ackPending() == 0;
            });
  }

  private Map<String, List<String>> emitted(Transport transport) {
    String prefix = row + ".out.";
    return read(
        transport,
        row + "_OUT",
        one -> one.subject().substring(prefix.length()),
        one -> text(one.data()));
  }

  private void assertDeadLetters(Transport transport, MessageCase one) {
    Map<String, List<String>> reasons =
        read(
            transport,
            row + "_DLQ",
            letter -> text(letter.data()),
            letter -> letter.headers().first("Weft-Dead-Reason").orElse(""));
    Map<String, List<String>> expected = one.expected().deadLetters();
    assertThat(reasons.keySet()).isEqualTo(expected.keySet());
    reasons.forEach(
        (name, its) ->
            assertThat(its)
                .as(name)
                .singleElement()
                .asString()
                .contains(expected.getOrDefault(name, List.of()).getFirst()));
  }

  // In any order: a time limit is another thread's to tell.
  private static void assertLogged(List<String> lines, List<String> expected) {
    var left = new ArrayList<>(lines);
    for (String part : expected) {
      String[] words = part.split(" ", 2);
      String found =
          left.stream()
              .filter(line -> line.startsWith(words[0]) && line.contains(words[1]))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no line '" + part + "' in " + lines));
      left.remove(found);
    }
    assertThat(left).as("lines of the log that the table does not have").isEmpty();
  }

  private static Map<String, List<String>> read(
      Transport transport,
      String stream,
      Function<Kept, String> key,
      Function<Kept, String> value) {
    var all = new TreeMap<String, List<String>>();
    for (Optional<Kept> next = transport.next(stream, 1, ">"); next.isPresent(); ) {
      Kept one = next.get();
      all.computeIfAbsent(key.apply(one), none -> new ArrayList<>()).add(value.apply(one));
      next = transport.next(stream, one.sequence() + 1, ">");
    }
    return all;
  }

  private static String text(byte[] data) {
    return Arrays.equals(data, UNDECODABLE) ? UNDECODABLE_NAME : new String(data, UTF_8);
  }

  /** What the observer is told of settlements. */
  private static final class Settlements implements PartialObserver {

    private record Settlement(String message, String how) {}

    private final ConcurrentLinkedQueue<Settlement> all = new ConcurrentLinkedQueue<>();

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      String how = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      all.add(new Settlement(text(delivery.data()), sent ? how : how + " unsent"));
    }

    int count() {
      return all.size();
    }

    Map<String, List<String>> byMessage() {
      var byMessage = new HashMap<String, List<String>>();
      all.forEach(
          one ->
              byMessage.computeIfAbsent(one.message(), none -> new ArrayList<>()).add(one.how()));
      return byMessage;
    }
  }
}
