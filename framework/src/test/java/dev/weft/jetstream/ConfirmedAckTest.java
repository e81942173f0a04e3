package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.ReceiveMode;
import dev.weft.RejectException;
import dev.weft.engine.HandlerId;
import dev.weft.testing.PartialObserver;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** When a confirmed settlement is told, the server has it. */
class ConfirmedAckTest extends TypedApi {

  private final List<String> settled = new CopyOnWriteArrayList<>();

  @Test
  void whatIsToldAsSettledTheServerHas() throws Exception {
    publish(1, 2, 3);

    subscribe(subscriber(confirmed()), message -> {});

    await()
        .untilAsserted(
            () ->
                assertThat(settled)
                    .containsExactly("Ack sent, 0 open", "Ack sent, 0 open", "Ack sent, 0 open"));
  }

  @Test
  void aRetryAndARejectionAreConfirmedToo() throws Exception {
    publish(1, 2);

    subscribe(
        subscriber(confirmed()),
        message -> {
          if (message.payload().id() == 1) {
            throw new RejectException("no");
          }
          if (message.attempt() == 1) {
            throw new IllegalStateException("not yet");
          }
        });

    awaitAllSettled();
    await()
        .untilAsserted(
            () ->
                assertThat(settled)
                    .containsExactly(
                        "Reject sent, 0 open", "Retry sent, 1 open", "Ack sent, 0 open"));
  }

  @Test
  void whatIsFetchedIsConfirmedToo() throws Exception {
    publish(1);
    var options = FetcherOptions.defaults().withConfirmedAck().withTelemetry(new Settlements());
    var fetcher = close(JetStreams.fetcher(connection, context(), CODEC, options));

    fetcher.fetch(1).getFirst().ack();

    assertThat(settled).containsExactly("Ack sent, 0 open");
  }

  private SubscriberOptions confirmed() {
    return SubscriberOptions.defaults()
        .withConfirmedAck()
        .withMode(ReceiveMode.PULL) // so that what is received ahead does not count as open
        .withRetry(QUICK)
        .withTelemetry(new Settlements());
  }

  private final class Settlements implements PartialObserver {

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      String what = outcome.getClass().getSimpleName();
      settled.add(what + (sent ? " sent, " : " not sent, ") + info().getNumAckPending() + " open");
    }
  }
}
