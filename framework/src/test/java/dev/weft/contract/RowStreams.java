package dev.weft.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.Kept;
import dev.weft.transport.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a row leaves in streams: its dead letters, and what its handler has emitted.
 *
 * @param row its stream's name
 */
record RowStreams(String row, Transport transport) {

  static final byte[] UNDECODABLE = {(byte) 0xff, (byte) 0xfe};
  static final String UNDECODABLE_NAME = "0xfffe";

  /** A payload, as the tables have it. */
  static String text(byte[] data) {
    return Arrays.equals(data, UNDECODABLE) ? UNDECODABLE_NAME : new String(data, UTF_8);
  }

  /** Has them be what is expected. */
  void check(MessageCase.Expected expected) {
    String prefix = row + ".out.";
    assertThat(
            read(
                row + "_OUT",
                one -> one.subject().substring(prefix.length()),
                one -> text(one.data())))
        .isEqualTo(new TreeMap<>(expected.emitted()));
    Map<String, List<String>> reasons =
        read(
            row + "_DLQ",
            letter -> text(letter.data()),
            letter -> letter.headers().first("Weft-Dead-Reason").orElse(""));
    assertThat(reasons.keySet()).isEqualTo(expected.deadLetters().keySet());
    reasons.forEach(
        (name, its) ->
            assertThat(its)
                .as(name)
                .singleElement()
                .asString()
                .contains(expected.deadLetters().getOrDefault(name, List.of()).getFirst()));
  }

  private Map<String, List<String>> read(
      String stream, Function<Kept, String> key, Function<Kept, String> value) {
    var all = new TreeMap<String, List<String>>();
    for (Optional<Kept> next = transport.next(stream, 1, ">"); next.isPresent(); ) {
      Kept one = next.get();
      all.computeIfAbsent(key.apply(one), none -> new ArrayList<>()).add(value.apply(one));
      next = transport.next(stream, one.sequence() + 1, ">");
    }
    return all;
  }
}
