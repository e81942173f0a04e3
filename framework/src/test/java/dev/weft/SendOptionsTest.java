package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of a publish and of a request are values, and each choice is one of its own. */
class SendOptionsTest {

  private static final Headers TENANT = Headers.of("Tenant", "acme");

  @Test
  void whatIsBuiltIsWhatWasChosen() {
    var publish =
        PublishOptions.builder().messageId("A-1").headers(TENANT).deduplicate(false).build();
    assertThat(publish.messageId()).isEqualTo("A-1");
    assertThat(publish.headers()).isEqualTo(TENANT);
    assertThat(publish.deduplicate()).isFalse();
    assertThat(publish)
        .hasToString("PublishOptions[messageId=A-1, headers={Tenant=[acme]}, deduplicate=false]");

    var request = RequestOptions.builder().timeout(Duration.ofSeconds(1)).headers(TENANT).build();
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(request.headers()).isEqualTo(TENANT);
    assertThat(request).hasToString("RequestOptions[timeout=PT1S, headers={Tenant=[acme]}]");
  }

  @Test
  void equalChoicesAreEqualWhicheverWayTheyWereMade() {
    var publish =
        PublishOptions.defaults().withMessageId("A-1").withHeaders(TENANT).withoutDeduplication();
    assertThat(publish.toBuilder().build()).isEqualTo(publish).hasSameHashCodeAs(publish);
    assertThat(PublishOptions.builder().build()).isEqualTo(PublishOptions.defaults());
    assertThat(publish)
        .isNotEqualTo(publish.withMessageId("A-2"))
        .isNotEqualTo(publish.withHeaders(Headers.empty()))
        .isNotEqualTo(publish.toBuilder().deduplicate(true).build());

    var request = RequestOptions.defaults().withTimeout(Duration.ofSeconds(1)).withHeaders(TENANT);
    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request)
        .isNotEqualTo(request.withTimeout(Duration.ofSeconds(2)))
        .isNotEqualTo(request.withHeaders(Headers.empty()));
  }

  @Test
  void aBuilderThatGoesOnLeavesAloneWhatItHasBuilt() {
    var builder = PublishOptions.builder().messageId("A-1");
    var first = builder.build();

    assertThat(builder.messageId("A-2").build().messageId()).isEqualTo("A-2");
    assertThat(first.messageId()).isEqualTo("A-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\nb", "a\r"})
  void anIdThatNoHeaderCarriesIsRefusedWhereItIsGiven(String id) {
    String expected = ": expected text without line breaks, or null for an id that Weft makes";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishOptions.defaults().withMessageId(id))
        .withMessageStartingWith("message id \"")
        .withMessageEndingWith(expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishOptions.builder().messageId(id))
        .withMessageEndingWith(expected);
  }

  @Test
  void theErrorShowsTheIdOnOneLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishOptions.builder().messageId("a\r\nb"))
        .withMessageStartingWith("message id \"a\\r\\nb\":");
  }

  @Test
  void aTimeoutOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestOptions.builder().timeout(Duration.ZERO))
        .withMessage("timeout PT0S: expected more than zero");
  }
}
