package dev.weft.contract;

import static dev.weft.contract.TestBed.A_WHILE;
import static dev.weft.contract.TestBed.NO_ACK_WAIT;
import static dev.weft.contract.TestBed.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weft.Headers;
import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outbox;
import dev.weft.transport.RequestSource;
import dev.weft.transport.SubjectRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which subjects and headers a message may have, and that they arrive as they were sent. */
interface SendingRulesContract extends OnTestBed {

  private Outbox outbox() {
    return bed().transport().outbox();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        ">",
        "a.*",
        "a.>",
        "a.*.b",
        ">.a",
        "",
        ".a",
        "a.",
        "a..b",
        "a b",
        " a",
        "a\tb",
        "a\r\nPING",
        "a\u0000",
        "a\u007f",
        "a\u00a0b",
        "a\ud83d"
      })
  default void nothingIsSentToASubjectThatIsNone(String end) {
    bed().with(NO_ACK_WAIT);
    String subject = end.isEmpty() ? "" : bed().subject(end);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> outbox().publish(subject, new byte[1], Headers.empty()))
        .matches(TransportException::isUnsendable, "unsendable")
        .withMessageStartingWith("publish to " + (end.isEmpty() ? "\"\"" : bed().subject("")))
        .withMessageContaining("expected tokens with dots between them, without wildcards");
    assertThat(outbox().publishAsync(subject, new byte[1], Headers.empty()))
        .isCompletedExceptionally();
    assertThat(
            bed()
                .done(
                    bed()
                        .transport()
                        .requests()
                        .send(subject, new byte[1], Headers.empty(), PATIENCE)))
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessageContaining("expected tokens with dots between them, without wildcards");
    assertThat(bed().publish("a", Headers.empty()).position().sequence())
        .as("nothing was stored")
        .isEqualTo(1);
  }

  @Test
  default void aSubjectHasABound() throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(ReceiveMode.PULL);
    String start = bed().subject("");
    String longest = start + "x".repeat(SubjectRule.MAX_BYTES - start.length());

    outbox().publish(longest, new byte[1], Headers.empty());

    assertThat(tap.one().subject()).isEqualTo(longest);
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> outbox().publish(longest + "x", new byte[1], Headers.empty()))
        .withMessageContaining("it is too long")
        .satisfies(
            refusal -> assertThat(String.valueOf(refusal.getMessage()).length()).isLessThan(500));
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(
            () -> outbox().publish(start + "\u65e5".repeat(1_000), new byte[1], Headers.empty()))
        .withMessageContaining("it is too long");
  }

  @InBothModes
  default void aSubjectMayHaveAnyOtherText(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    List<String> subjects =
        List.of(
            bed().subject("a*b.c>d"),
            bed().subject("gr\u00fcn.\u65e5\u672c.\ud83d\ude00"),
            bed().subject("$-_/\\\"{}~"));

    for (String subject : subjects) {
      outbox().publish(subject, new byte[1], Headers.of("a", "b"));
      outbox().publish(subject, new byte[1], Headers.empty());
    }

    assertThat(tap.take(6))
        .extracting(Delivery::subject)
        .containsExactly(
            subjects.get(0),
            subjects.get(0),
            subjects.get(1),
            subjects.get(1),
            subjects.get(2),
            subjects.get(2));
  }

  @Test
  default void aRequestsSubjectArrivesAsItWasSent() throws Exception {
    String subject = bed().subject("gr\u00fcn");
    try (RequestSource source = bed().transport().requests().receive(subject, Optional.empty())) {
      var unused =
          bed().transport().requests().send(subject, new byte[1], Headers.empty(), PATIENCE);

      assertThat(source.next(PATIENCE).orElseThrow().subject()).isEqualTo(subject);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Gr\u00f6\u00dfe", "\u65e5", "a\u0080"})
  default void aValueBeyondAsciiIsRefusedAndTheErrorNamesTheHeader(String value) {
    bed().with(NO_ACK_WAIT);
    Headers headers = Headers.of("Fine", "1").with("Customer", value);

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> bed().publish("a", headers))
        .withMessageContaining(bed().subject("a"))
        .withMessageContaining("header Customer: expected an ASCII value")
        .withMessageNotContaining(value)
        .matches(TransportException::isLasting, "lasting");
    assertThat(
            bed()
                .done(
                    bed()
                        .transport()
                        .requests()
                        .send(bed().subject("q"), new byte[1], headers, PATIENCE)))
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(TransportException.class)
        .withMessageContaining("header Customer: expected an ASCII value");
    assertThat(bed().publish("a", Headers.empty()).position().sequence())
        .as("nothing was stored")
        .isEqualTo(1);
  }

  @InBothModes
  default void valuesArriveInTheirOrderEmptyOnesAmongThem(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);
    Headers sent =
        Headers.of("List", "")
            .plus("List", "b")
            .plus("List", "")
            .plus("List", "a")
            .with("Empty", "")
            .with("Odd", "a: b;\tc=\"d\" {}");

    bed().publish("a", sent);

    Headers arrived = tap.one().headers();
    assertThat(arrived.all("List")).containsExactly("", "b", "", "a");
    assertThat(arrived).isEqualTo(sent);
  }

  @InBothModes
  default void whiteSpaceAroundAValueIsNoPartOfIt(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);

    bed().publish("a", Headers.of("Name", "  a b\t").plus("Name", " "));

    assertThat(tap.one().headers().all("Name")).containsExactly("a b", "");
  }

  @InBothModes
  default void aNameWithoutValuesDoesNotArrive(ReceiveMode mode) throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(mode);

    bed().publish("a", Headers.copyOf(Map.of("Name", List.of())));
    bed().publish("b", Headers.copyOf(Map.of("Name", List.of(), "Other", List.of("1"))));

    assertThat(tap.one().headers()).isEqualTo(Headers.empty());
    assertThat(tap.one().headers()).isEqualTo(Headers.of("Other", "1"));
  }

  @Test
  default void aLongValueArrives() throws Exception {
    Tap tap = bed().with(NO_ACK_WAIT).open(ReceiveMode.PULL);
    Headers sent = Headers.of("Long", "x".repeat(60_000));

    bed().publish("a", sent);

    assertThat(tap.one().headers()).isEqualTo(sent);
    tap.givesNothingFor(A_WHILE);
  }
}
