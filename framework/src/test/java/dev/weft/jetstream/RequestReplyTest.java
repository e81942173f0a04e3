package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.weft.NoRespondersException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.TransportException;
import dev.weft.codec.JsonCodec;
import dev.weft.codec.StringCodec;
import dev.weft.testing.NatsServer;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests and answers on a connection of the caller's. */
class RequestReplyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final RequestOptions PATIENT = RequestOptions.builder().timeout(PATIENCE).build();
  private static final RequestOptions IMPATIENT =
      RequestOptions.builder().timeout(Duration.ofMillis(200)).build();
  private static final StringCodec TEXT = StringCodec.INSTANCE;

  @AutoClose private final NatsServer server = NatsServer.start();
  private final Connection connection = server.connect();
  private final Requester<String, Integer> requester =
      RequestReply.requester(connection, TEXT, JsonCodec.of(Integer.class));

  @Test
  void aRequestIsAnsweredOverTheCallersConnection() {
    try (Answering answering = answer(new CountDownLatch(0))) {
      assertThat(requester.request("length", "four")).isEqualTo(4);
      assertThat(answering.problem()).isEmpty();
    }
    requester.close();

    assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
  }

  @Test
  void closingWaitsForWhatIsInWorkAndTakesNoMore() throws Exception {
    var opened = new CountDownLatch(1);
    Answering answering = answer(opened);
    CompletableFuture<Integer> answer = requester.requestAsync("length", "four", PATIENT);
    Thread closing = Thread.ofVirtual().start(answering::close);
    // One that comes before the server knows of the end is in work too, and waits.
    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(NoRespondersException.class)
                    .isThrownBy(() -> requester.request("length", "x", IMPATIENT)));

    assertThat(closing.isAlive()).isTrue();
    opened.countDown();

    assertThat(answer).succeedsWithin(PATIENCE).isEqualTo(4);
    assertThat(closing.join(PATIENCE)).isTrue();
  }

  @Test
  void aClosedConnectionIsSaid() throws Exception {
    connection.close();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> requester.request("length", "x"))
        .matches(TransportException::isLasting)
        .withMessageContaining("request to length");
  }

  @Test
  void aPayloadThatCannotBeEncodedSendsNothing() {
    Requester<Object, Integer> unfit =
        RequestReply.requester(connection, JsonCodec.of(Object.class), JsonCodec.of(Integer.class));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> unfit.request("length", new Object()))
        .withMessageContaining("cannot encode a java.lang.Object");
  }

  private Answering answer(CountDownLatch opened) {
    Answering answering =
        RequestReply.answer(
            connection,
            "length",
            TEXT,
            JsonCodec.of(Integer.class),
            request -> {
              opened.await();
              return request.payload().length();
            },
            AnsweringOptions.inGroup("lengths"));
    await().until(() -> answering.problem().isEmpty());
    return answering;
  }
}
