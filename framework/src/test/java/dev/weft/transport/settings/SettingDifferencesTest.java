package dev.weft.transport.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two settings that mean the same are the same, however they are written. */
class SettingDifferencesTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private static List<String> between(Map<String, Object> configured, Map<String, Object> server) {
    return SettingDifferences.between(configured, server, NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T01:00:00+01:00"
      })
  void aTimeIsAPointInTime(String written) {
    assertThat(
            between(
                Map.of("opt_start_time", written),
                Map.of("opt_start_time", "2026-01-01T00:00:00Z")))
        .isEmpty();
    assertThat(
            between(
                Map.of("opt_start_time", written),
                Map.of("opt_start_time", "2026-01-01T00:00:01Z")))
        .containsExactly(
            "opt_start_time: 2026-01-01T00:00:01Z on the server, " + written + " configured");
  }

  @Test
  void aPauseThatIsOverIsNone() {
    Map<String, Object> over = Map.of("pause_until", "2020-01-01T00:00:00Z");
    Map<String, Object> later = Map.of("pause_until", "2999-01-01T00:00:00Z");

    assertThat(between(over, Map.of())).isEmpty();
    assertThat(between(over, Map.of("pause_until", "2021-01-01T00:00:00Z"))).isEmpty();
    assertThat(between(later, Map.of())).hasSize(1);
    assertThat(between(later, Map.of("pause_until", "2999-01-01T01:00:00.0+01:00"))).isEmpty();
  }

  @Test
  void subjectsHaveNoOrder() {
    assertThat(
            between(
                Map.of("subjects", List.of("a", "b", "c")),
                Map.of("subjects", List.of("c", "a", "b"))))
        .isEmpty();
    assertThat(
            between(Map.of("subjects", List.of("a", "a")), Map.of("subjects", List.of("a", "b"))))
        .hasSize(1);
    assertThat(between(Map.of("subjects", List.of("a")), Map.of("subjects", List.of("a", "b"))))
        .hasSize(1);
  }

  @Test
  void sourcesHaveNoOrderAndTheirNumbersAnyType() {
    Map<String, Object> orders = Map.of("name", "ORDERS", "opt_start_seq", 5L);
    Map<String, Object> server =
        Map.of(
            "sources", List.of(Map.of("name", "B"), Map.of("name", "ORDERS", "opt_start_seq", 5)));

    assertThat(between(Map.of("sources", List.of(orders, Map.of("name", "B"))), server)).isEmpty();
    assertThat(
            between(
                Map.of("sources", List.of(Map.of("name", "ORDERS"), Map.of("name", "B"))), server))
        .containsExactly(
            "sources: [{ name = B }, { name = ORDERS, opt_start_seq = 5 }] on the server,"
                + " [{ name = ORDERS }, { name = B }] configured");
  }

  @Test
  void theStepsOfABackOffHaveOne() {
    assertThat(
            between(
                Map.of("backoff", List.of(1_000_000_000L, 5_000_000_000L)),
                Map.of("backoff", List.of(5_000_000_000L, 1_000_000_000L))))
        .containsExactly("backoff: [5s, 1s] on the server, [1s, 5s] configured");
  }

  @Test
  void oneFilterIsAListOfOne() {
    assertThat(between(Map.of("filter_subject", "a"), Map.of("filter_subjects", List.of("a"))))
        .isEmpty();
    assertThat(between(Map.of("filter_subjects", List.of("a")), Map.of("filter_subject", "a")))
        .isEmpty();
    assertThat(between(Map.of("filter_subjects", List.of()), Map.of())).isEmpty();
    assertThat(between(Map.of("filter_subject", ""), Map.of("filter_subject", "a"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ack_wait", "duplicate_window", "max_ack_pending", "max_waiting", "num_replicas"})
  void zeroLeavesTheChoiceToTheServer(String key) {
    assertThat(between(Map.of(key, 0L), Map.of(key, 3))).isEmpty();
    assertThat(between(Map.of(key, 2L), Map.of(key, 3))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_bytes",
        "max_consumers",
        "max_deliver",
        "max_msg_size",
        "max_msgs",
        "max_batch"
      })
  void zeroAndMinusOneAreNoLimit(String key) {
    assertThat(between(Map.of(key, 0L), Map.of(key, -1))).isEmpty();
    assertThat(between(Map.of(key, -1L), Map.of())).isEmpty();
    assertThat(between(Map.of(key, -1L), Map.of(key, 5))).hasSize(1);
  }

  @Test
  void noSlotsAtAllAndTheServersChoiceAreNotTheSame() {
    assertThat(between(Map.of("max_ack_pending", -1L), Map.of("max_ack_pending", 1000))).hasSize(1);
  }

  @Test
  void whatAnOlderServerLeavesOutIsItsDefault() {
    assertThat(
            between(
                Map.of("compression", "none", "headers_only", false, "persist_mode", "default"),
                Map.of()))
        .isEmpty();
    assertThat(between(Map.of("compression", "s2"), Map.of())).hasSize(1);
  }

  @Test
  void onlyTheLabelsThatAreConfiguredCountAndNoneOfWeftsOwn() {
    assertThat(
            between(
                Map.of("metadata", Map.of("team", "a", "weft-class", "com.acme.A")),
                Map.of("metadata", Map.of("team", "a", "_nats.ver", "2.15", "weft-class", "b.C"))))
        .isEmpty();
    assertThat(between(Map.of("metadata", Map.of("weft-class", "com.acme.A")), Map.of())).isEmpty();
    assertThat(between(Map.of("metadata", Map.of("team", "a")), Map.of())).hasSize(1);
  }
}
