package dev.weft.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.util.BufferRecyclers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Json written =
        Json.object()
            .with("text", "a")
            .with("number", 9_007_199_254_740_993L)
            .with("truth", true)
            .with("nothing", null)
            .with("list", Arrays.asList("a", null))
            .with("map", Map.of("b", 1))
            .with("json", Json.object().with("c", 2));

    Json read = Json.read(written.bytes());

    assertThat(read).isEqualTo(Json.read(written.toString().getBytes(UTF_8)));
    assertThat(read.path("text").asText()).isEqualTo("a");
    assertThat(read.path("number").asLong()).isEqualTo(9_007_199_254_740_993L);
    assertThat(read.path("truth").asBoolean()).isTrue();
    assertThat(read.path("nothing").isNull()).isTrue();
    assertThat(read.path("map").asMap()).isEqualTo(Map.of("b", 1));
    assertThat(read.path("json").path("c").asInt()).isEqualTo(2);
    assertThat(read.fields().keySet())
        .containsExactly("text", "number", "truth", "nothing", "list", "map", "json");
    var elements = new ArrayList<String>();
    read.path("list").forEach(element -> elements.add(element.isNull() ? "-" : element.asText()));
    assertThat(elements).containsExactly("a", "-");
  }

  @Test
  void anObjectIsAMapOfPlainValuesAndNothingElseIs() throws IOException {
    String text =
        "{'a':1,'b':9007199254740993,'c':0.5,'d':true,'e':null,'f':'g','h':[1,null,{'i':'j'}]}";

    Map<String, Object> plain = Json.read(text.replace('\'', '"').getBytes(UTF_8)).asMap();

    var expected = new LinkedHashMap<String, @Nullable Object>();
    expected.put("a", 1);
    expected.put("b", 9_007_199_254_740_993L);
    expected.put("c", 0.5);
    expected.put("d", true);
    expected.put("e", null);
    expected.put("f", "g");
    expected.put("h", Arrays.asList(1, null, Map.of("i", "j")));
    assertThat(plain).isEqualTo(expected);
    assertThat(plain.keySet()).containsExactlyElementsOf(expected.keySet());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.missing().asMap())
        .withMessage("MISSING: expected an object");
  }

  @Test
  void whatIsMissingHasNothing() {
    Json missing = Json.object().path("a").path("b");

    assertThat(missing.asText()).isEmpty();
    assertThat(missing.asLong()).isZero();
    assertThat(missing.asInt(-1)).isEqualTo(-1);
    assertThat(missing.asBoolean()).isFalse();
    assertThat(missing.isNull()).isFalse();
    assertThat(missing).isEmpty();
    assertThat(missing.fields()).isEmpty();
    assertThat(missing).isEqualTo(Json.missing());
  }

  @Test
  void anObjectIsNotChangedByWhatIsMadeOfIt() {
    Json one = Json.of(Map.of("a", 1));

    assertThat(one.with("a", 2).path("a").asInt()).isEqualTo(2);
    assertThat(one.withDefault("a", 3)).isSameAs(one);
    assertThat(one.withDefault("b", List.of(3)).has("b")).isTrue();
    assertThat(one).isEqualTo(Json.object().with("a", 1));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatIOException().isThrownBy(() -> Json.read("{".getBytes(UTF_8)));
  }

  @Test
  void aThreadThatReadsAndWritesKeepsNoBuffers() throws Exception {
    var kept = new CompletableFuture<Boolean>();

    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Json.read(Json.object().with("text", "a").bytes());
                kept.complete(ThreadBuffers.areThere());
              } catch (IOException e) {
                kept.completeExceptionally(e);
              }
            })
        .join();

    assertThat(kept.get()).isFalse();
  }

  /** What Jackson keeps with a thread unless it is told of a pool. */
  @SuppressWarnings("deprecation") // it is there still, and what the default pool uses
  private static final class ThreadBuffers extends BufferRecyclers {
    static boolean areThere() {
      return _recyclerRef.get() != null;
    }
  }
}
