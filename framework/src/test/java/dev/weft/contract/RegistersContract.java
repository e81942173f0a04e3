package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.TransportException;
import dev.weft.transport.Registers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may replace a document, and who not. */
interface RegistersContract extends OnTestBed {

  private Registers registers() {
    return bed().transport().registers(Duration.ofSeconds(10));
  }

  private void lay() {
    bed().transport().create(bed().streamSpec(Map.of("max_msgs_per_subject", 1)));
  }

  private OptionalLong replace(String end, long revision, String text) {
    return registers().replace(bed().subject(end), revision, text.getBytes(UTF_8));
  }

  private String read(String end) {
    return registers()
        .read(bed().stream(), bed().subject(end))
        .map(entry -> entry.revision() + " " + new String(entry.data(), UTF_8))
        .orElse("none");
  }

  @Test
  default void aDocumentThatIsNotThereIsNone() {
    assertThat(read("a")).as("without a stream").isEqualTo("none");

    lay();

    assertThat(read("a")).isEqualTo("none");
  }

  @Test
  default void whoHasReadThePresentDocumentReplacesIt() {
    lay();

    long first = replace("a", Registers.ABSENT, "one").orElseThrow();
    long other = replace("b", Registers.ABSENT, "other").orElseThrow();
    long second = replace("a", first, "two").orElseThrow();

    assertThat(read("a")).isEqualTo(second + " two");
    assertThat(read("b")).isEqualTo(other + " other");
    assertThat(second).isGreaterThan(first);
  }

  @Test
  default void whoHasReadAnOlderOneDoesNot() {
    lay();
    long first = replace("a", Registers.ABSENT, "one").orElseThrow();
    long second = replace("a", first, "two").orElseThrow();

    assertThat(replace("a", first, "late")).isEmpty();
    assertThat(replace("a", Registers.ABSENT, "late")).isEmpty();
    assertThat(replace("b", second, "never there")).isEmpty();

    assertThat(read("a")).isEqualTo(second + " two");
    assertThat(read("b")).isEqualTo("none");
  }

  @Test
  default void ofManyWhoReplaceItAtOnceOneDoes() throws Exception {
    lay();
    long first = replace("a", Registers.ABSENT, "one").orElseThrow();

    var winners = new ArrayList<OptionalLong>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<OptionalLong> one :
          threads.invokeAll(
              IntStream.range(0, 20)
                  .<Callable<OptionalLong>>mapToObj(i -> () -> replace("a", first, "by " + i))
                  .toList())) {
        winners.add(one.get());
      }
    }

    assertThat(winners).filteredOn(OptionalLong::isPresent).hasSize(1);
  }

  @Test
  default void replacingWhereNoStreamListensFails() {
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> replace("nobody", Registers.ABSENT, "x"))
        .withMessageContaining(bed().subject("nobody"))
        .matches(TransportException::isWithoutEffect, "surely not stored");
  }
}
