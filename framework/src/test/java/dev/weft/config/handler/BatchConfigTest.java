package dev.weft.config.handler;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problems;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.BatchPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Batches, and what they go with. */
class BatchConfigTest {

  private static final String DISABLED_BATCH =
      "weft.handlers.off { enabled = false, class = com.acme.FileBatchMissing, stream = S, batch {"
          + " size = 1 } }";

  @Test
  void aBatchHandlerHasItsBatchWithAndWithoutABlock() {
    String batch =
        "weft.handlers.file { class = com.acme.FileBatch, stream = ORDERS, concurrency = 2";

    assertThat(read(batch + " }").handlers().getFirst().call().batch())
        .contains(new BatchPolicy(100, Duration.ofMillis(100)));
    assertThat(read(batch + ", batch { size = 7, linger = 2s } }").handlers().getFirst())
        .satisfies(
            handler -> {
              assertThat(handler.call().batch())
                  .contains(new BatchPolicy(7, Duration.ofSeconds(2)));
              assertThat(handler.slots()).isEqualTo(14);
            });
  }

  @Test
  void aBatchGoesWithABatchHandlerOnly() {
    assertThat(handlerProblems("batch { size = 7 }").getFirst())
        .startsWith("batch")
        .endsWith(
            ": goes with a dev.weft.BatchHandler, which com.acme.Charge is not; implement that, or"
                + " leave it out");
    assertThat(handler("").call().batch()).isEmpty();
    assertThat(
            read(HANDLER + "weft.handler-defaults.batch.size = 7")
                .handlers()
                .getFirst()
                .call()
                .batch())
        .as("the defaults may have it for others")
        .isEmpty();
    assertThat(read(HANDLER + DISABLED_BATCH).handlers()).hasSize(1);
  }

  @Test
  void wrongValuesOfABatchAreNamed() {
    String batch = "weft.handlers.file {\n class = com.acme.FileBatch, stream = ORDERS\n";
    String path = ": weft.handlers.file.";

    assertThat(problems(batch + "batch.size = 0\nbatch.linger = -1s }"))
        .containsExactly(
            "application.conf: 3" + path + "batch.size = 0: expected at least 1",
            "application.conf: 4" + path + "batch.linger = -1s: expected 0s or more");
    assertThat(problems(batch + "batch.size = 10000\nconcurrency = 11 }"))
        .containsExactly(
            "application.conf: 3"
                + path
                + "batch.size = 10000: with concurrency = 11: expected no more than 100000 messages"
                + " in all batches together");
    assertThat(problems(batch + "ordering = key, key = \"subject:1\" }"))
        .containsExactly(
            "application.conf: 3"
                + path
                + "ordering = key: does not go with a dev.weft.BatchHandler, which"
                + " com.acme.FileBatch is: batches are put together whatever the key; set ordering ="
                + " none for it, or implement dev.weft.Handler");
  }
}
