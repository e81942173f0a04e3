package dev.weft.jetstream.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.StreamPosition;
import io.nats.client.JetStreamApiException;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server's answer to a publish says, however it is written. */
class PublishAnswerTest {

  private final PublishAnswer answers = new PublishAnswer();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stream\":\"ORDERS\",\"seq\":42}",
        "{\"stream\":\"ORDERS\", \"seq\":42}",
        "{\"stream\":\"ORDERS\",\"seq\":42,\"domain\":\"hub\"}",
        "{\"seq\":42,\"stream\":\"ORDERS\"}",
        "{ \"stream\" : \"ORDERS\" , \"seq\" : 42 }",
        "{\"type\":\"io.nats.jetstream.api.v1.pub_ack\",\"stream\":\"ORDERS\",\"seq\":42}",
        "{\"stream\":\"ORDERS\",\"seq\":42,\"later\":{\"unknown\":[1]}}",
        "{\"stream\":\"\\u004fRDERS\",\"seq\":42}",
      })
  void whereItIsStored(String json) throws Exception {
    PublishAnswer.Stored stored = read(json);

    assertThat(stored.position()).isEqualTo(new StreamPosition("ORDERS", 42));
    assertThat(stored.duplicate()).isFalse();
  }

  @Test
  void thatItWasStoredBefore() throws Exception {
    assertThat(read("{\"stream\":\"ORDERS\", \"seq\":42,\"duplicate\": true}").duplicate())
        .isTrue();
  }

  @Test
  void theLargestSequence() throws Exception {
    assertThat(read("{\"stream\":\"S\",\"seq\":" + Long.MAX_VALUE + "}").position().sequence())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aStreamWithANameOutsideAscii() throws Exception {
    assertThat(read("{\"stream\":\"AUFTRÄGE\",\"seq\":1}").position().stream())
        .isEqualTo("AUFTRÄGE");
  }

  @Test
  void eachStreamByItsName() throws Exception {
    for (String stream : new String[] {"A", "B", "AB", "A"}) {
      assertThat(read("{\"stream\":\"" + stream + "\",\"seq\":1}").position().stream())
          .isEqualTo(stream);
    }
  }

  @Test
  void aRefusal() {
    assertThatExceptionOfType(JetStreamApiException.class)
        .isThrownBy(
            () ->
                read(
                    "{\"error\":{\"code\":503,\"err_code\":10077,\"description\":\"full\"},"
                        + "\"stream\":\"ORDERS\",\"seq\":0}"))
        .matches(refusal -> refusal.getApiErrorCode() == 10077);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stream\":\"ORDERS\"}",
        "{\"stream\":\"ORDERS\",\"seq\":4",
        "{\"stream\":\"ORDERS\",",
        "{\"stream\":\"ORDERS",
        "{}",
        "hello",
        "",
      })
  void whatIsNoAnswerToAPublishIsAnError(String text) {
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> read(text))
        .matches(
            failure -> failure instanceof IOException || failure instanceof JetStreamApiException);
  }

  private PublishAnswer.Stored read(String json) throws IOException, JetStreamApiException {
    return answers.read(NatsMessage.builder().subject("reply").data(json, UTF_8).build());
  }
}
