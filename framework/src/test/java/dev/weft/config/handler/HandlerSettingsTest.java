package dev.weft.config.handler;

import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The block of a handler that is the user's own. */
class HandlerSettingsTest {

  record Mail(String smtpHost, int port, Duration patience, Optional<String> sender, List<To> to) {}

  record To(String address) {}

  @Test
  void whateverStandsInItIsTaken() {
    HandlerSettings settings =
        handler("settings { any = 1, Thing.goes = [a, true], not-set = null }")
            .call()
            .handler()
            .settings();

    assertThat(settings.values())
        .isEqualTo(Map.of("any", 1, "Thing", Map.of("goes", List.of("a", true))));
  }

  @Test
  void itIsReadToARecordWithKeysInKebabCase() {
    assertThat(
            handler(
                    """
                    settings {
                      smtp-host = mail.acme.com, port = "25", patience = 90s
                      to = [{ address = "a@b" }]
                    }
                    """)
                .call()
                .handler()
                .settings()
                .as(Mail.class))
        .isEqualTo(
            new Mail(
                "mail.acme.com",
                25,
                Duration.ofSeconds(90),
                Optional.empty(),
                List.of(new To("a@b"))));
  }

  @Test
  void whatDoesNotFitTheRecordIsSaidWithItsKeyAndWithoutItsValue() {
    assertThat(refusal("smtp-host = h, port = s3cret, patience = 1s, to = []"))
        .isEqualTo("weft.handlers.charge.settings.port: expected a value of type int");
    assertThat(refusal("smtp-host = h, port = 1, patience = 5, to = []"))
        .isEqualTo(
            "weft.handlers.charge.settings.patience: expected a duration with a unit, such as"
                + " 500ms, 30s or 5m");
    assertThat(refusal("port = 1, patience = 1s, to = []"))
        .isEqualTo(
            "weft.handlers.charge.settings.smtp-host: missing; the block has patience, port, to");
    assertThat(refusal("smtp-host = h, patience = 1s, to = []"))
        .isEqualTo(
            "weft.handlers.charge.settings.port: missing; the block has patience, smtp-host, to");
    assertThat(
            refusal(
                "smtp-host = h, port = 1, patience = 1s, to = [{ address = a, adress = s3cret }]"))
        .isEqualTo(
            "weft.handlers.charge.settings.to[0].adress: unknown key; expected one of address");
  }

  @Test
  void itHasToBeABlock() {
    assertThat(handlerProblems("settings = 5"))
        .containsExactly("settings = 5: expected a block: { … }");
  }

  @Test
  void itShowsNoValues() {
    assertThat(handler("settings { password = s3cret }").toString()).doesNotContain("s3cret");
  }

  private static String refusal(String keys) {
    HandlerSettings settings = handler("settings { " + keys + " }").call().handler().settings();
    var refusal = new StringBuilder();
    assertThatThrownBy(() -> settings.as(Mail.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .satisfies(failure -> refusal.append(failure.getMessage()));
    assertThat(refusal.toString()).doesNotContain("s3cret");
    return refusal.toString();
  }
}
