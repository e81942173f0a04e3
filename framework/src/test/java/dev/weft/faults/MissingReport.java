package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * How a consumer stands by the servers' word, and where its stream keeps messages: for the text of
 * a failure.
 */
final class MissingReport {

  private static final int LOOKS = 3;
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Connection connection;
  private final String stream;
  private final String consumer;

  MissingReport(Connection connection, String stream, String consumer) {
    this.connection = connection;
    this.stream = stream;
    this.consumer = consumer;
  }

  /** The consumer as its leader has it, several times, which shows whether anything moves. */
  String consumer() throws InterruptedException {
    var text = new StringBuilder();
    for (int i = 0; i < LOOKS; i++) {
      text.append(i == 0 ? "" : "\n").append(info());
      Pause.ofSeconds(1);
    }
    return text.toString();
  }

  private String info() throws InterruptedException {
    Message answer =
        connection.request("$JS.API.CONSUMER.INFO." + stream + "." + consumer, new byte[0], ANSWER);
    return answer == null ? "no answer" : new String(answer.getData(), UTF_8);
  }

  /** The sequences of the messages that have these numbers on their subject, from 0 on. */
  String sequences(String subject, List<Integer> numbers) {
    var text = new StringBuilder(subject + ":");
    try {
      JetStreamManagement management = connection.jetStreamManagement();
      long sequence = 0;
      for (int number = 0; number <= numbers.getLast(); number++) {
        MessageInfo next = management.getNextMessage(stream, sequence + 1, subject);
        sequence = next.getSeq();
        if (numbers.contains(number)) {
          text.append(" %d is %s/%d of %s".formatted(number, stream, sequence, next.getTime()));
        }
      }
    } catch (IOException | JetStreamApiException e) {
      text.append(" not found: ").append(e);
    }
    return text.toString();
  }
}
