package dev.weft.config.nats;

import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problemsBeside;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.config.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server refuses of a stream or a consumer is refused before there is a server. */
class ServersRulesTest {

  private static final String SUBJECT =
      "expected a subject such as orders.new or orders.>: tokens with dots between them, none of"
          + " them empty or with a blank in it, and > at the end only; leave the key out to take"
          + " all that the stream has";

  @Test
  void aFilterIsASubject() {
    assertThat(handlerProblems("consumer.filter_subject = \"\""))
        .containsExactly("consumer.filter_subject = \"\": " + SUBJECT);
    assertThat(handlerProblems("consumer.filter_subjects = [orders.new, \" \"]"))
        .containsExactly("consumer.filter_subjects = \" \": " + SUBJECT);
    assertThat(handlerProblems("consumer.filter_subjects = [\"orders.>.new\"]"))
        .containsExactly("consumer.filter_subjects = orders.>.new: " + SUBJECT);
  }

  @Test
  void noFilterMayBeWithinAnother() {
    assertThat(handlerProblems("consumer.filter_subjects = [\"orders.>\", orders.new]"))
        .singleElement()
        .asString()
        .startsWith("consumer.filter_subjects = ")
        .endsWith(
            ": orders.new is within orders.>, and the server refuses filters that overlap; leave"
                + " one of the two out");
    assertThat(handler("consumer.filter_subjects = [\"a.*.c\", \"a.b.*\"]").consumer().settings())
        .containsKey("filter_subjects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter_subject = a, filter_subjects = [b]",
        "filter_subjects = [a, a]",
        "opt_start_seq = 3",
        "opt_start_time = \"2026-01-01T00:00:00Z\"",
        "deliver_policy = by_start_sequence",
        "deliver_policy = by_start_time",
        "deliver_policy = last_per_subject",
        "deliver_policy = last, opt_start_seq = 3",
        "sample_freq = often",
        "max_expires = 10us",
        "max_waiting = -1",
        "ack_wait = -1s",
        "num_replicas = 6",
        "backoff = [1s, 2s]",
      })
  void aConsumersSettingsThatDoNotGoTogetherAreRefused(String settings) {
    assertThat(handlerProblems("consumer { " + settings + " }")).hasSize(1);
  }

  @Test
  void defaultsNeedNotBeWholeByThemselves() {
    assertThat(
            Reading.read(
                    """
                    weft.handler-defaults.consumer.deliver_policy = last_per_subject
                    weft.handlers.charge {
                      class = com.acme.Charge, stream = ORDERS, consumer.filter_subject = ">"
                    }
                    """)
                .handlers())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subjects = [\"a.>\", a.b]",
        "subjects = [\"a.*.c\", \"a.b.*\"]",
        "subjects = [\"a b\"]",
        "subjects = [\"$JS.API.>\"]",
        "subjects = [a], mirror.name = S",
        "mirror.filter_subject = a",
        "sources = [{ name = S }, { name = S }]",
        "subjects = [a], max_age = 10ms",
        "subjects = [a], max_age = 1m, duplicate_window = 2m",
        "subjects = [a], deny_purge = true, allow_rollup_hdrs = true",
        "subjects = [a], discard_new_per_subject = true",
        "subjects = [a], allow_msg_counter = true, discard = new",
        "subjects = [a], subject_delete_marker_ttl = 10ms",
        "subjects = [a], max_msg_size = 3GiB",
        "subjects = [a], persist_mode = async, storage = memory",
        "subjects = [a], allow_msg_counter = true, retention = workqueue",
        "subjects = [a], num_replicas = 6",
      })
  void aStreamsSettingsThatDoNotGoTogetherAreRefused(String settings) {
    assertThat(problemsBeside("weft.streams.A { " + settings + " }")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"discard = new", "allow_msg_counter = true"})
  void whatSomeServersTakeBesideSchedulesIsLeftToTheServer(String setting) {
    assertThat(
            Reading.read(
                    Reading.HANDLER
                        + "weft.streams.A { subjects = [a], allow_msg_schedules = true, "
                        + setting
                        + " }")
                .streams())
        .hasSize(1);
  }

  @Test
  void twoStreamsShareNoSubject() {
    assertThat(
            problemsBeside(
                """
                weft.streams.A.subjects = ["orders.*"]
                weft.streams.B.subjects = ["*.new"]
                """))
        .singleElement()
        .asString()
        .endsWith(
            "*.new overlaps with orders.* of stream A, and the server has each subject in one"
                + " stream only; make one of them narrower");
  }

  @Test
  void aDescriptionIsNoBook() {
    assertThat(handlerProblems("consumer.description = \"" + "é".repeat(2_049) + "\""))
        .singleElement()
        .asString()
        .endsWith("too long; the server takes 4096 bytes");
  }
}
