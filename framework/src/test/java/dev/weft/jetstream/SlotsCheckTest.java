package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.testing.CapturedLog;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsCheckTest {

  @Test
  void aConsumerThatKeepsSlotsEmptyIsWarnedOf() throws Exception {
    assertThat(logged(1_000, 2_000))
        .containsExactly(
            "WARN consumer ORDERS/charge: it has max_ack_pending = 1000, for all its subscribers"
                + " together, and concurrency = 2000: no more than 1000 messages are ever in work;"
                + " update it with max_ack_pending = 4000 or more");
  }

  @Test
  void oneThatHasTheNextMessagesWaitIsToldOf() throws Exception {
    assertThat(logged(1_000, 1_000))
        .containsExactly(
            "INFO consumer ORDERS/charge: it has max_ack_pending = 1000, for all its subscribers"
                + " together, and concurrency = 1000: the next messages wait for the"
                + " acknowledgements of the last; update it with max_ack_pending = 2000 or more");
  }

  @Test
  void enoughIsNotMentioned() throws Exception {
    assertThat(logged(2_000, 1_000)).isEmpty();
    assertThat(logged(-1, 1_000)).isEmpty();
    assertThat(logged(1, 1)).isEmpty();
  }

  @Test
  void eachCallCountsAsManyAsItsBatchHas() throws Exception {
    assertThat(logged(1_000, 20, 100))
        .containsExactly(
            "WARN consumer ORDERS/charge: it has max_ack_pending = 1000, for all its subscribers"
                + " together, and concurrency = 20 with batches of 100: no more than 1000 messages"
                + " are ever in work; update it with max_ack_pending = 4000 or more");
    assertThat(logged(150, 1, 100))
        .singleElement()
        .asString()
        .startsWith("INFO ")
        .endsWith("max_ack_pending = 200 or more");
    assertThat(logged(200, 1, 100)).isEmpty();
  }

  private static List<String> logged(long maxAckPending, int concurrency)
      throws JsonParseException {
    return logged(maxAckPending, concurrency, 1);
  }

  private static List<String> logged(long maxAckPending, int concurrency, int messagesPerCall)
      throws JsonParseException {
    String info =
        """
        {"stream_name": "ORDERS", "name": "charge", "config": {"max_ack_pending": %d}}
        """
            .formatted(maxAckPending);
    try (var log = CapturedLog.of(SlotsCheck.class.getName(), Level.INFO)) {
      SlotsCheck.log(new ConsumerInfo(JsonParser.parse(info)), concurrency, messagesPerCall);
      return log.lines();
    }
  }
}
