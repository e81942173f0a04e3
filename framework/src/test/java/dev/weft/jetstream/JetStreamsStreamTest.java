package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import io.nats.client.JetStream;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The helper that makes sure of a stream. */
class JetStreamsStreamTest extends TypedApi {

  private static final StreamConfiguration INVOICES =
      StreamConfiguration.builder()
          .name("INVOICES")
          .subjects("invoices.>")
          .retentionPolicy(RetentionPolicy.WorkQueue)
          .maxAge(Duration.ofHours(1))
          .build();

  @AfterEach
  void deleteInvoices() throws Exception {
    if (management.getStreamNames().contains("INVOICES")) {
      management.deleteStream("INVOICES");
    }
  }

  @Test
  void aStreamIsCreatedAsConfiguredAndCanBePublishedTo() throws Exception {
    JetStream handle = JetStreams.stream(connection, INVOICES);

    assertThat(handle.publish("invoices.sent", new byte[0]).getStream()).isEqualTo("INVOICES");
    StreamConfiguration created = management.getStreamInfo("INVOICES").getConfiguration();
    assertThat(created.getRetentionPolicy()).isEqualTo(RetentionPolicy.WorkQueue);
    assertThat(created.getMaxAge()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void oneThatIsThereIsAcceptedWithWhatItHolds() throws Exception {
    JetStreams.stream(connection, INVOICES).publish("invoices.sent", new byte[0]);

    JetStream again = JetStreams.stream(connection, INVOICES);

    assertThat(again.publish("invoices.sent", new byte[0]).getSeqno()).isEqualTo(2);
  }

  @Test
  void oneThatDiffersIsLeftUntouched() throws Exception {
    JetStreams.stream(connection, INVOICES);

    JetStream handle =
        JetStreams.stream(
            connection, StreamConfiguration.builder(INVOICES).maxAge(Duration.ofDays(9)).build());

    assertThat(handle.publish("invoices.sent", new byte[0]).getSeqno()).isEqualTo(1);
    assertThat(management.getStreamInfo("INVOICES").getConfiguration().getMaxAge())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void oneThatTheServerRefusesIsALastingFailureThatNamesIt() {
    StreamConfiguration overlapping =
        StreamConfiguration.builder().name("OTHERS").subjects("orders.placed").build();

    assertThatThrownBy(() -> JetStreams.stream(connection, overlapping))
        .asInstanceOf(InstanceOfAssertFactories.type(TransportException.class))
        .satisfies(
            e ->
                assertThat(e).hasMessageContaining("stream OTHERS").hasMessageContaining("overlap"))
        .matches(TransportException::isLasting);
  }

  @Test
  @SuppressWarnings("try") // jnats closes by a method that may be interrupted
  void aClosedConnectionIsSaid() throws Exception {
    var other = server.connect();
    other.close();

    assertThatThrownBy(() -> JetStreams.stream(other, INVOICES))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("stream INVOICES");
  }
}
