package dev.weft.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.Requester;
import dev.weft.codec.StringCodec;
import dev.weft.runtime.launch.WorkerRuntime;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every misdeed at every place, however messages are worked on: the message fails or not, as the
 * code would have it, and nothing else suffers.
 */
class HostileCodeTest {

  private static final RequestOptions PATIENT =
      RequestOptions.defaults().withTimeout(Duration.ofSeconds(20));

  @TestFactory
  Stream<DynamicTest> whateverUserCodeDoesOnlyItsMessageFails() {
    return Scenario.all()
        .map(one -> DynamicTest.dynamicTest(one.toString(), () -> one.run(Ground.memory())));
  }

  @TestFactory
  Stream<DynamicTest> aResponderAnswersWhateverItDoes() {
    return Stream.of(Place.HANDLER, Place.CODEC, Place.OBSERVER)
        .flatMap(
            place ->
                Arrays.stream(Misdeed.values())
                    .map(
                        misdeed ->
                            DynamicTest.dynamicTest(
                                place + ": " + misdeed, () -> ask(place, misdeed))));
  }

  private static void ask(Place place, Misdeed misdeed) throws Exception {
    Hostile.plan(place, misdeed, 1);
    String configuration =
        """
        weft.shutdown { drain = 5s, interrupt = 2s }
        weft.handlers.echo {
          class = "%s", mode = reply, subject = ask, codec = "%s", concurrency = 1
        }
        """
            .formatted(Hostile.Echo.class.getName(), Hostile.Texts.class.getName());
    try (WorkerRuntime weft = Ground.memory().start(configuration);
        Requester<String, String> requester =
            weft.requester(StringCodec.INSTANCE, StringCodec.INSTANCE)) {
      await().until(() -> weft.problems().isEmpty());
      assertThat(requester.request("ask", "before", PATIENT)).isEqualTo("before");

      if (misdeed.fails() && place != Place.OBSERVER) {
        assertThatThrownBy(() -> requester.request("ask", Hostile.BAD, PATIENT))
            .isInstanceOf(RequestException.class);
      } else {
        assertThat(requester.request("ask", Hostile.BAD, PATIENT)).isEqualTo(Hostile.BAD);
      }

      assertThat(requester.request("ask", "after", PATIENT)).isEqualTo("after");
      assertThat(weft.problems()).isEmpty();
      weft.stop();
      weft.join();
    }
  }
}
