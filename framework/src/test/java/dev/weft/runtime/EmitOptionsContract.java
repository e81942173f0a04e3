package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.Handler;
import dev.weft.Headers;
import dev.weft.Message;
import dev.weft.PublishOptions;
import dev.weft.ReceiveMode;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a handler emits with options arrives as it was meant, on every transport. */
abstract class EmitOptionsContract {

  /** A new transport, closed by whoever starts a runtime on it. */
  abstract Transport transport();

  /** Emits a message in each way, and fails after that on its first attempt. */
  public static final class Emits implements Handler<String> {
    @Override
    public void handle(Message<String> message) {
      PublishOptions tenant = PublishOptions.defaults().withHeaders(Headers.of("Tenant", "acme"));
      message.emit("out.made", "an id that is made", tenant);
      message.emit("out.own", "an id of its own", tenant.withMessageId("own-1"));
      message.emit("out.none", "no de-duplication", tenant.withoutDeduplication());
      // Among them is the id by which the stream knows the message that is handled.
      message.emit(
          "out.copied",
          "its message's headers",
          PublishOptions.defaults().withHeaders(message.headers()).withoutDeduplication());
      if (message.attempt() == 1) {
        throw new IllegalStateException("after it emitted");
      }
      message.emit("out.last", "the last one");
    }
  }

  @Test
  void headersAndIdsTravelAndASecondAttemptStoresNothingTwiceUnlessItIsToldTo() throws Exception {
    Transport transport = transport();
    try (WorkerRuntime weft = start(transport)) {
      weft.publisher(StringCodec.INSTANCE).publish("in", "one");
      List<Delivery> emitted = takeUntilTheLast(transport);

      assertThat(emitted)
          .extracting(one -> one.subject() + ": " + new String(one.data(), UTF_8))
          .containsExactly(
              "out.made: an id that is made",
              "out.own: an id of its own",
              "out.none: no de-duplication",
              "out.copied: its message's headers",
              "out.none: no de-duplication",
              "out.copied: its message's headers",
              "out.last: the last one");
      assertThat(emitted)
          .filteredOn(one -> List.of("out.made", "out.own", "out.none").contains(one.subject()))
          .hasSize(4)
          .allSatisfy(one -> assertThat(one.headers().first("Tenant")).contains("acme"));
      assertThat(emitted.get(1).id()).isEqualTo("own-1");
      assertThat(emitted.getLast().headers().first("Tenant")).isEmpty();
    }
  }

  private static List<Delivery> takeUntilTheLast(Transport transport) throws Exception {
    var reader = new ConsumerSpec("OUT", "reader", Map.of());
    transport.create(reader);
    await().until(() -> transport.state(reader).pending() >= 7);
    var all = new ArrayList<Delivery>();
    try (Source source = transport.open(reader, ReceiveMode.PULL)) {
      while (all.stream().noneMatch(one -> one.subject().equals("out.last"))) {
        List<Delivery> some = source.next(10, Duration.ofSeconds(5));
        some.forEach(one -> one.settle(Outcome.Ack.INSTANCE));
        all.addAll(some);
      }
    }
    return all;
  }

  private static WorkerRuntime start(Transport transport) {
    var config =
        Configs.read(
            """
            weft.streams.IN { subjects = ["in"], storage = memory }
            weft.streams.OUT { subjects = ["out.*"], storage = memory }
            weft.dead-letters.stream.storage = memory
            weft.scheduled-retries.stream.storage = memory
            weft.handlers.emits {
              class = "%s", stream = IN, codec = string
              retry { first-delay = 10ms, max-delay = 10ms }
            }
            """
                .formatted(Configs.name(Emits.class)));
    Machine machine = Machine.real();
    return WorkerRuntime.start(
        config, Configs.CLASSES, Observer.none(), transport, machine, Time.of(machine));
  }
}
