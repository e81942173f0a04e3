package dev.weft.jetstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.ReceiveMode;
import dev.weft.jetstream.credentials.RereadTls;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settings.ConnectionSettings.Auth;
import dev.weft.jetstream.settings.TlsSettings;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import dev.weft.testing.PrivateCa;
import dev.weft.testing.PrivateCa.Identity;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers that jnats cannot read, from clients in other languages, by a real server. */
class ForeignHeadersTest {

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final ConsumerSpec CONSUMER =
      new ConsumerSpec("S", "c", Map.of("ack_wait", Duration.ofMinutes(2).toNanos()));

  private final CapturedLog log = CapturedLog.of("dev.weft.jetstream", Level.INFO);

  @Test
  void aMessageWithThemIsHandledAndSoAreItsNeighbours() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      assertHandled(server, null);
    }
  }

  @Test
  void soItIsOverTls(@TempDir Path folder) throws Exception {
    var ca = new PrivateCa(folder);
    Identity here = ca.issue("here", "ip:127.0.0.1");
    try (NatsServer server =
        NatsServer.start(
            "--tls", "--tlscert", "" + here.certificate(), "--tlskey", "" + here.key())) {
      assertHandled(server, TlsSettings.builder().ca(ca.certificate()).build());
    }
  }

  private static SSLContext context(NatsServer server, TlsSettings tls) {
    return RereadTls.of(
        ConnectionSettings.builder()
            .servers(server.url())
            .connectTimeout(Duration.ofSeconds(5))
            .tls(tls)
            .build());
  }

  private void assertHandled(NatsServer server, @Nullable TlsSettings tls) throws Exception {
    try (log;
        var transport = Connected.to(server, new Auth.None(), tls);
        var raw = new RawClient(server.port(), tls == null ? null : context(server, tls))) {
      transport.create(new StreamSpec("S", Map.of("subjects", List.of("s.>"))));
      transport.create(CONSUMER);
      try (Source source = transport.open(CONSUMER, ReceiveMode.PUSH)) {
        raw.publish("s.a", "NATS/1.0\r\nX-Name: before\r\n\r\n", "0");
        raw.publish("s.a", "NATS/1.0\r\nX-Name: Zo\u00c3\u00ab, ok\r\nX-Next: 1\r\n\r\n", "\u00ff");
        raw.publish("s.a", "NATS/1.0\r\nno colon\r\n\r\n", "2");
        raw.publish("s.a", "NATS/1.0\r\nX-Name: after\r\n\r\n", "3");

        List<Delivery> deliveries = take(source, 4);

        assertThat(deliveries)
            .extracting(delivery -> new String(delivery.data(), ISO_8859_1))
            .containsExactly("0", "\u00ff", "2", "3");
        assertThat(deliveries)
            .extracting(delivery -> delivery.headers().first("X-Name").orElse("none"))
            .containsExactly("before", "Zo??, ok", "none", "after");
        assertThat(deliveries.get(1).headers().first("X-Next")).hasValue("1");
        assertThat(deliveries).allMatch(delivery -> delivery.attempt() == 1);
        deliveries.forEach(delivery -> delivery.settleConfirmed(new Outcome.Ack()));
        await().until(() -> transport.state(CONSUMER).ackPending() == 0);
      }
      assertThat(log.lines()).filteredOn(line -> line.contains("cannot read")).hasSize(1);
    }
  }

  private static List<Delivery> take(Source source, int count) throws InterruptedException {
    var taken = new ArrayList<Delivery>();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (taken.size() < count && System.nanoTime() - deadline < 0) {
      taken.addAll(source.next(1, WAIT));
    }
    return taken;
  }
}
