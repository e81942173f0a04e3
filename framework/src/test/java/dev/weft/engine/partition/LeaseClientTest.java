package dev.weft.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.Parts;
import dev.weft.engine.worker.UserHandler;
import dev.weft.engine.worker.WorkerSpec;
import dev.weft.memory.MemoryTransport;
import dev.weft.testing.StillMachine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Registers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How long a renewal waits for a server that takes its time. */
class LeaseClientTest {

  private static final ConsumerSpec CONSUMER = new ConsumerSpec("S", "c", Map.of());
  private static final Duration LEASE = Duration.ofSeconds(12);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @AutoClose private final MemoryTransport memory = new MemoryTransport();
  private final StillMachine machine = new StillMachine();
  private Duration answering = Duration.ZERO;
  private final LeaseClient client =
      new LeaseClient(machine, spec(), limit -> new SlowRegisters(limit), () -> {});

  @Test
  void eachThirdTryWaitsTwiceAsLongForAServerThatDoesNotAnswer() {
    answering = Duration.ofMinutes(1);

    assertThat(attempt()).isEqualTo(LIMIT);
    assertThat(attempt()).isEqualTo(LIMIT);
    assertThat(attempt()).isEqualTo(LIMIT.multipliedBy(2));
    assertThat(attempt()).isEqualTo(LIMIT);
    assertThat(client.isTaken()).isFalse();
  }

  @Test
  void aServerThatTakesLongerThanTheLimitIsHeardForAsLongAsItDoes() {
    answering = Duration.ofMillis(1_500);

    assertThat(attempt()).isEqualTo(LIMIT);
    assertThat(attempt()).isEqualTo(LIMIT);
    for (int i = 0; i < 3; i++) {
      assertThat(attempt()).isEqualTo(answering.multipliedBy(2));
      assertThat(client.isTaken()).isTrue();
    }
    answering = Duration.ofMillis(10);
    attempt();
    answering = Duration.ofMinutes(1);
    assertThat(attempt()).as("after it was fast again").isEqualTo(LIMIT);
  }

  /** Returns how long it took. */
  private Duration attempt() {
    Duration before = machine.passed();
    try {
      client.update(seen -> {}, present -> present.beat("me", LEASE));
    } catch (TransportException e) {
      assertThat(e).hasMessage("too late");
    }
    return machine.passed().minus(before);
  }

  private PartitionsSpec spec() {
    var handler = new UserHandler.Single<String>(message -> {});
    var emitter = Parts.emitter(memory.outbox(), Observer.none());
    return new PartitionsSpec(
        CONSUMER,
        List.of(WorkerSpec.of("test", CONSUMER, StringCodec.INSTANCE, handler, emitter)),
        LEASE,
        "me");
  }

  /** Each request takes as long as the test says, and is given up at its limit. */
  private final class SlowRegisters implements Registers {

    private final Duration limit;

    SlowRegisters(Duration limit) {
      this.limit = limit;
    }

    @Override
    public Optional<Entry> read(String stream, String subject) {
      answer();
      return Optional.empty();
    }

    @Override
    public OptionalLong replace(String subject, long revision, byte[] data) {
      answer();
      return OptionalLong.of(1);
    }

    private void answer() {
      boolean isLate = answering.compareTo(limit) > 0;
      machine.move(isLate ? limit : answering);
      if (isLate) {
        throw TransportException.passing("too late", null);
      }
    }
  }
}
