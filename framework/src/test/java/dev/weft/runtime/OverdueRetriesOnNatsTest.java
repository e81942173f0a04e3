package dev.weft.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.engine.SideStream;
import dev.weft.engine.retry.OverdueRetries;
import dev.weft.jetstream.transport.JetStreamTransport;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retries that were due while the server's store was full, which it then forgets to deliver. */
class OverdueRetriesOnNatsTest {

  private static final ConsumerSpec ORIGINAL = new ConsumerSpec("ORDERS", "c", Map.of());
  private static final String RETRIES = "ORDERS_RETRY";
  private static final String WAITING = "RETRY.ORDERS.c.later.>";
  private static final String DUE = "RETRY.ORDERS.c.due";
  private static final int COUNT = 5;

  @TempDir private Path folder;

  @Test
  void theyAreFoundSaidAndScheduledAnew() throws Exception {
    try (NatsServer server = NatsServer.start("-c", smallStore().toString());
        Transport transport = JetStreamTransport.on(server.connect(), Duration.ofSeconds(20));
        var log = CapturedLog.of(OverdueRetries.class.getName(), Level.WARN)) {
      transport.create(SideStream.RETRIES.beside("ORDERS", Map.of()));
      transport.create(new StreamSpec("FILL", Map.of("subjects", List.of("fill"))));
      Instant due = Instant.now().plusSeconds(3);
      for (int i = 0; i < COUNT; i++) {
        schedule(transport, "RETRY.ORDERS.c.later." + i, due);
      }
      fill(transport);
      await().until(() -> Instant.now().isAfter(due.plusSeconds(2)));
      var incidents = new Incidents();
      var overdue =
          new OverdueRetries(
              transport, ORIGINAL, "test", () -> Instant.now().plusSeconds(90), incidents);

      overdue.look(); // while the store is still full
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("handler test: 5 retries", RETRIES, "not all could be scheduled anew");
      server.connect().jetStreamManagement().purgeStream("FILL");
      await()
          .during(Duration.ofSeconds(2))
          .until(() -> transport.next(RETRIES, 1, DUE).isEmpty()); // by itself nothing comes

      overdue.look();
      await().until(() -> transport.all(RETRIES, DUE).size() == COUNT);

      assertThat(transport.next(RETRIES, 1, WAITING)).isEmpty();
      assertThat(transport.all(RETRIES, DUE)).map(data -> new String(data, UTF_8)).contains("0");
      assertThat(log.lines()).hasSize(2).last().asString().endsWith("scheduled anew");
      assertThat(incidents.count).isEqualTo(2);
      overdue.look();
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void whatIsNotDueYetIsLeftAlone() throws Exception {
    try (NatsServer server = NatsServer.start();
        Transport transport = JetStreamTransport.on(server.connect(), Duration.ofSeconds(20));
        var log = CapturedLog.of(OverdueRetries.class.getName(), Level.WARN)) {
      transport.create(SideStream.RETRIES.beside("ORDERS", Map.of()));
      schedule(transport, "RETRY.ORDERS.c.later.1", Instant.now().plusSeconds(60));
      long before = transport.next(RETRIES, 1, WAITING).orElseThrow().sequence();

      new OverdueRetries(transport, ORIGINAL, "test", Instant::now, new Incidents()).look();

      assertThat(transport.next(RETRIES, 1, WAITING).orElseThrow().sequence()).isEqualTo(before);
      assertThat(log.lines()).isEmpty();
    }
  }

  private Path smallStore() throws IOException {
    return Files.writeString(folder.resolve("server.conf"), "jetstream { max_file_store: 4MB }\n");
  }

  private static void schedule(Transport transport, String subject, Instant due) {
    transport
        .outbox()
        .publish(
            subject,
            subject.substring(subject.lastIndexOf('.') + 1).getBytes(UTF_8),
            Headers.of("Nats-Schedule", "@at " + due.truncatedTo(ChronoUnit.MILLIS))
                .with("Nats-Schedule-Target", DUE)
                .with(Headers.NATS_MESSAGE_ID, subject));
  }

  private static void fill(Transport transport) {
    byte[] much = new byte[100_000];
    byte[] little = new byte[1];
    for (byte[] data : List.of(much, little)) {
      try {
        for (int i = 0; i < 10_000; i++) {
          transport.outbox().publish("fill", data, Headers.empty());
        }
      } catch (TransportException e) {
        continue; // it is full
      }
      throw new AssertionError("the store takes everything");
    }
  }

  /** Counts what happened. */
  private static final class Incidents implements Observer {

    private final Observer none = Observer.none();
    private int count;

    @Override
    public void happened(HandlerId handler, Incident incident) {
      assertThat(incident).isEqualTo(Incident.RETRIES_LATE);
      count++;
    }

    @Override
    public Processing processing(HandlerId handler, Delivery delivery) {
      return none.processing(handler, delivery);
    }

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {}

    @Override
    public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
      return none.sending(subject, messageId, headers, bodySize);
    }
  }
}
