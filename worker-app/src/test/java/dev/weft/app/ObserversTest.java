package dev.weft.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserversTest {

  private static final HandlerId HANDLER = new HandlerId("h", "S", "h");

  private final List<String> calls = new ArrayList<>();
  private final Observer both = Observers.both(new Noting("a"), new Noting("b"));

  @Test
  void bothSeeAHandlingTheFirstAroundTheSecond() {
    var delivery = new TextDelivery("1", "s", 1);
    try (Observer.Processing processing = both.processing(HANDLER, delivery)) {
      processing.failed(Failure.of(new IllegalStateException("no")));
    }
    both.settled(HANDLER, delivery, Outcome.Ack.INSTANCE, true);

    assertThat(calls)
        .containsExactly(
            "a begins",
            "b begins",
            "a fails",
            "b fails",
            "b ends",
            "a ends",
            "a settled",
            "b settled");
  }

  @Test
  void theHeadersOfBothAreSent() {
    Observer.Sending sending = both.sending("s", "1", Headers.of("kept", "yes"), 0);
    sending.sent(new PublishReceipt(new StreamPosition("S", 1), "1", false));

    assertThat(sending.headers().names()).containsExactly("kept", "a", "b");
    assertThat(calls).containsExactly("a sent", "b sent");
  }

  private final class Noting implements Observer {

    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public Processing processing(HandlerId handler, Delivery delivery) {
      calls.add(name + " begins");
      return new Processing() {
        @Override
        public void failed(Failure failure) {
          calls.add(name + " fails");
        }

        @Override
        public void close() {
          calls.add(name + " ends");
        }
      };
    }

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      calls.add(name + " settled");
    }

    @Override
    public void happened(HandlerId handler, Incident incident) {
      calls.add(name + " happened " + incident);
    }

    @Override
    public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
      return new Sending() {
        @Override
        public Headers headers() {
          return headers.with(name, "was here");
        }

        @Override
        public void sent(PublishReceipt receipt) {
          calls.add(name + " sent");
        }

        @Override
        public void failed(Failure failure) {
          calls.add(name + " failed");
        }
      };
    }
  }
}
