package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.testing.OnNats;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A start asks the server little, and nothing twice. */
class StartRequestsOnNatsTest extends OnNats {

  private static final int HANDLERS = 30;
  private static final String PULLS = "$JS.API.CONSUMER.MSG.NEXT.";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  @Test
  void theFirstTimeItMakesFourRequestsForAHandlerAndLaterTwo() throws Exception {
    Subscription requests = connection.subscribe("$JS.API.>");
    requests.setPendingLimits(0, 0);

    List<String> first = start(requests);
    List<String> later = start(requests);

    assertThat(first).as("all that is asked the first time").doesNotHaveDuplicates();
    assertThat(first).hasSizeLessThanOrEqualTo(4 * HANDLERS);
    assertThat(later).as("all that is asked later").doesNotHaveDuplicates();
    assertThat(later).hasSizeLessThanOrEqualTo(2 * HANDLERS);
    assertThat(later).noneMatch(request -> request.contains(".CREATE."));
  }

  /** Starts and stops, and returns what was asked for until all are at work. */
  private List<String> start(Subscription requests) throws Exception {
    var asked = new ArrayList<String>();
    try (WorkerRuntime weft = WorkerRuntime.start(config(), Configs.CLASSES, Observer.none())) {
      await().atMost(PATIENCE).until(() -> weft.problems().isEmpty());
      for (Message one = requests.nextMessage(A_MOMENT); one != null; ) {
        if (!one.getSubject().startsWith(PULLS) && !isLook(one)) {
          asked.add(one.getSubject() + " " + new String(one.getData(), UTF_8));
        }
        one = requests.nextMessage(A_MOMENT);
      }
    }
    for (Message one = requests.nextMessage(A_MOMENT); one != null; ) {
      one = requests.nextMessage(A_MOMENT); // what the stop has asked for
    }
    return asked;
  }

  // Workers look, now and then, whether there are retries or deaths.
  private static boolean isLook(Message request) {
    return new String(request.getData(), UTF_8).contains("subjects_filter");
  }

  private WeftConfig config() {
    String handlers =
        IntStream.range(0, HANDLERS)
            .mapToObj(
                i ->
                    ("h%d { class = \"%s\", stream = ORDERS,"
                            + " consumer.filter_subject = \"orders.%d\" }")
                        .formatted(i, Configs.name(TestHandlers.Noting.class), i))
            .collect(Collectors.joining("\n"));
    return Configs.read(
        """
        weft.nats.servers = "%s"
        weft.streams.ORDERS { subjects = ["orders.>"], storage = memory }
        weft.handlers {
        %s
        }
        """
            .formatted(server.url(), handlers));
  }
}
