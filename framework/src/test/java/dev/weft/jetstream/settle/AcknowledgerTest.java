package dev.weft.jetstream.settle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.connection.MendingDataPort;
import dev.weft.jetstream.consumer.ConsumerLife;
import dev.weft.jetstream.wire.RawLines;
import dev.weft.testing.CapturedLog;
import dev.weft.testing.NatsServer;
import dev.weft.testing.Shortage;
import dev.weft.transport.Outcome;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.NatsMessage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Acknowledgements wait for one another while messages are behind them, and not for long. */
class AcknowledgerTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final NatsServer server = NatsServer.start();
  private final Connection connection =
      server.connect(server.options().dataPortType(MendingDataPort.class.getName()));
  private final Subscription answers = connection.subscribe("ack.>");
  private final AtomicBoolean moreHere = new AtomicBoolean(true);
  private final AtomicBoolean moreToCome = new AtomicBoolean();
  private final ConsumerLife life = new ConsumerLife("consumer S/c", "then");
  private final Acknowledger acknowledger = over(connection);

  /** One that sends what waits only if something other than its writer's time makes it. */
  private final Acknowledger patient =
      new Acknowledger(
          Link.on(connection),
          life,
          new AckWriter(Duration.ofHours(1)),
          moreHere::get,
          moreToCome::get);

  @BeforeEach
  void awaitSubscription() throws Exception {
    connection.flush(LIMIT); // or else what is written past the client would come before it
  }

  @AfterEach
  void close() {
    patient.close();
    acknowledger.close();
    server.close();
  }

  @Test
  void theLastOneTakesThoseThatWaitAlong() throws Exception {
    acknowledge(patient, 1, 3);
    assertNoneSent();
    moreHere.set(false);

    acknowledge(patient, "ack.4");

    assertThat(sent(4)).containsExactlyInAnyOrder("ack.1", "ack.2", "ack.3", "ack.4");
  }

  @Test
  void itWaitsForThoseThatAreAtWorkToo() throws Exception {
    moreHere.set(false);
    patient.handedOut(); // and is rejected in the end
    patient.handedOut();
    acknowledge(patient, "ack.1");
    assertNoneSent();
    patient.settled();

    patient.acknowledge("ack.2");

    assertThat(sent(2)).containsExactlyInAnyOrder("ack.1", "ack.2");
  }

  @Test
  void oneThatFollowsAnotherCloselyWaitsForTheNext() throws Exception {
    moreHere.set(false);
    moreToCome.set(true);

    var all = acknowledgeUntilOneWaits(patient);

    assertThat(sent(all - 1)).as("before it").doesNotHaveDuplicates();
    assertNoneSent();
    patient.close();
    assertThat(sent(1)).containsExactly("ack." + all);
  }

  @Test
  void oneThatComesWhileOthersWaitGoesWithThem() throws Exception {
    acknowledge(patient, 1, 1);
    moreHere.set(false);
    moreToCome.set(true);

    acknowledge(patient, 2, 2);

    assertNoneSent();
    patient.close();
    assertThat(sent(2)).containsExactlyInAnyOrder("ack.1", "ack.2");
  }

  @Test
  void whereNoneWaitsAskingForMoreWakesNobody() throws Exception {
    acknowledge(1, 2); // by the writer's thread, which rests afterwards
    assertThat(sent(2)).hasSize(2);
    Thread writer = writers().getFirst();
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    long before = waits(writer);

    for (int i = 0; i < 100; i++) {
      acknowledger.flush();
      await().pollDelay(Duration.ZERO).until(() -> writer.getState() != Thread.State.RUNNABLE);
    }

    assertThat(waits(writer) - before).as("how often it has waited").isLessThan(50);
  }

  private static List<Thread> writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weft-ack-writer"))
        .toList();
  }

  private static long waits(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getWaitedCount();
  }

  @Test
  void itDoesNotWhereTheServerWaitsForIt() throws Exception {
    moreHere.set(false);

    acknowledge(patient, 1, 200);

    assertThat(sent(200)).doesNotHaveDuplicates();
  }

  @Test
  void oneThatNoOtherFollowsWaitsNotForLong() throws Exception {
    moreHere.set(false);
    moreToCome.set(true);

    acknowledge(1, 200);

    assertThat(sent(200)).doesNotHaveDuplicates();
  }

  @Test
  void oneThatIsGivenUpIsNeverAcknowledgedAndNotWaitedFor() throws Exception {
    moreHere.set(false);
    acknowledger.handedOut();
    var message = NatsMessage.builder().subject("s").replyTo("ack.1").build();
    var twin = new JetStreamDelivery(Link.on(connection), life, message, null, acknowledger);

    twin.discard();

    assertThat(twin.settle(Outcome.Ack.INSTANCE)).isFalse();
    acknowledge("ack.2");
    assertThat(sent(1)).containsExactly("ack.2");
    connection.close(); // which only one that goes at once can tell
    assertThatThrownBy(() -> acknowledge("ack.3")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachOfManyIsSentOnce() throws Exception {
    acknowledge(1, 10 * Acknowledger.MOST + 1);

    assertThat(sent(10 * Acknowledger.MOST + 1)).doesNotHaveDuplicates();
  }

  @Test
  void asManyAsGoTogetherWaitForNoMore() throws Exception {
    acknowledge(patient, 1, Acknowledger.MOST - 1);
    assertNoneSent();

    acknowledge(patient, "ack.last");

    assertThat(sent(Acknowledger.MOST)).doesNotHaveDuplicates().contains("ack.last");
  }

  @Test
  void whatWaitedGoesTogetherPastTheClient() throws Exception {
    long before = connection.getStatistics().getOutMsgs();

    acknowledge(1, 20);

    assertThat(sent(20)).doesNotHaveDuplicates();
    assertThat(connection.getStatistics().getOutMsgs()).as("by the client").isEqualTo(before);
  }

  @Test
  void noneWaitsForAMessageThatTakesLong() throws Exception {
    acknowledge(1, 2);
    assertThat(sent(2)).containsExactlyInAnyOrder("ack.1", "ack.2");

    acknowledge(3, 3); // and once more, after a rest

    assertThat(sent(1)).containsExactly("ack.3");
  }

  @Test
  void whatWaitsIsSentWhenTheSourceIsClosedAndTheRestAtOnce() throws Exception {
    acknowledge(patient, 1, 2);
    assertNoneSent();
    patient.close();
    acknowledge(patient, "ack.3");

    assertThat(sent(3)).containsExactlyInAnyOrder("ack.1", "ack.2", "ack.3");
  }

  @Test
  void anInterruptedThreadSendsThemAndStaysInterrupted() throws Exception {
    acknowledge(patient, 1, 1);
    assertNoneSent();
    moreHere.set(false);
    Thread.currentThread().interrupt();

    acknowledge(patient, "ack.2");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sent(2)).containsExactlyInAnyOrder("ack.1", "ack.2");
  }

  @Test
  void anInterruptWhileTheServerDoesNotReadLeavesTheConnection() throws Exception {
    int many = 40 * Acknowledger.MOST; // more than all buffers on the way take
    Connection narrow =
        server.connect(
            server.options().dataPortType(MendingDataPort.class.getName()).sendBufferSize(4_096));
    String longName = "ack." + "x".repeat(500) + ".";
    try (Acknowledger other = over(narrow)) {
      server.freeze();
      var interrupted = new AtomicBoolean();
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < many; i++) {
                      if (i == many / 2) { // by then the server reads no more
                        Thread.currentThread().interrupt();
                      }
                      other.handedOut();
                      other.acknowledge(longName + i);
                    }
                    interrupted.set(Thread.interrupted());
                  });

      assertThat(thread.join(LIMIT)).as("it waits for no server").isTrue();

      assertThat(interrupted).isTrue();
      server.thaw();
      assertThat(sent(many)).doesNotHaveDuplicates();
      assertThat(narrow.getStatistics().getReconnects()).isZero();
    }
  }

  @Test
  void noVirtualThreadWritesPastTheClient() throws Exception {
    byte[] lines = "PUB ack.1 4\r\n+ACK\r\n".getBytes(US_ASCII);
    var written = new AtomicBoolean(true);

    Thread.ofVirtual().start(() -> written.set(RawLines.hasWritten(connection, lines))).join();

    assertThat(written).isFalse();
    await().until(() -> RawLines.hasWritten(connection, lines)); // unless jnats is writing
    assertThat(sent(1)).containsExactly("ack.1");
  }

  @Test
  void overAConnectionWithAnotherDataPortTheyGoThroughTheClient() throws Exception {
    Connection plain = server.connect();
    try (Acknowledger other = over(plain)) {
      for (int i = 1; i <= Acknowledger.MOST; i++) {
        other.handedOut();
        other.acknowledge("ack." + i);
        assertThat(sent(1)).containsExactly("ack." + i); // at once: there is nothing to be gained
      }
    }
  }

  @Test
  void whatIsNotSentIsSaid() throws Exception {
    try (var log = log()) {
      connection.close();
      acknowledge(1, 1);

      await()
          .until(
              () ->
                  log.lines().stream()
                      .anyMatch(line -> line.contains("could not be sent, so their messages")));
    }
    moreHere.set(false);
    assertThatThrownBy(() -> acknowledge("ack.3")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noneIsSentAfterTheEndOfTheConsumer() throws Exception {
    try (var log = log()) {
      life.end();
      acknowledge(1, 1);

      await()
          .until(
              () ->
                  log.lines().stream()
                      .anyMatch(line -> line.contains("consumer S/c was deleted meanwhile")));
    }
    assertNoneSent();
  }

  @Test
  void aLogThatThrowsEndsNoAcknowledgementOfAnotherSource() throws Exception {
    var asked = new AtomicBoolean();
    var broken =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (Thread.currentThread().getName().equals("weft-ack-writer")) {
              asked.set(true);
            }
            throw new StackOverflowError("of the appender");
          }
        };
    broken.start();
    var logger = (Logger) LoggerFactory.getLogger(Acknowledger.class);
    logger.addAppender(broken);
    try (var gone =
        new Acknowledger(
            Link.on(connection), ended(), new AckWriter(), moreHere::get, () -> false)) {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2_500)) // a cause that was quiet is logged at once
          .until(
              () -> {
                gone.handedOut();
                gone.acknowledge("ack.0");
                return asked.get();
              });

      acknowledge("ack.1");

      assertThat(sent(1)).containsExactly("ack.1");
    } finally {
      logger.detachAppender(broken);
    }
  }

  @Test
  void whereNoThreadCanBeStartedForThemTheyGoOneByOne() throws Exception {
    var shortage = new Shortage();
    try (var log = log()) {
      shortage.begin(1_000);
      try {
        acknowledge(1, 3);
      } finally {
        shortage.end();
        shortage.remove();
      }

      assertThat(sent(3)).containsExactly("ack.1", "ack.2", "ack.3");
      assertThat(log.lines()).anyMatch(line -> line.contains("so they go one by one"));
    }
    acknowledge(4, 6); // and together once there is one
    assertThat(sent(3)).containsExactlyInAnyOrder("ack.4", "ack.5", "ack.6");
  }

  /** As fast as it can, since it is by their pace that they wait; returns how many. */
  private int acknowledgeUntilOneWaits(Acknowledger by) throws Exception {
    int all = 0;
    do {
      all++;
      acknowledge(by, "ack." + all);
      connection.flush(LIMIT);
    } while (answers.getPendingMessageCount() == all);
    return all;
  }

  private static ConsumerLife ended() {
    var life = new ConsumerLife("consumer S/gone", "then");
    life.end();
    return life;
  }

  private void acknowledge(int first, int last) {
    acknowledge(acknowledger, first, last);
  }

  private void acknowledge(String replyTo) {
    acknowledge(acknowledger, replyTo);
  }

  private static void acknowledge(Acknowledger by, int first, int last) {
    IntStream.rangeClosed(first, last).forEach(i -> acknowledge(by, "ack." + i));
  }

  private static void acknowledge(Acknowledger by, String replyTo) {
    by.handedOut();
    by.acknowledge(replyTo);
  }

  private void assertNoneSent() throws Exception {
    connection.flush(LIMIT); // its answer comes behind whatever was sent
    assertThat(answers.getPendingMessageCount()).isZero();
  }

  /** The next that come, so many of them. */
  private List<String> sent(int count) throws Exception {
    var subjects = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      Message one = answers.nextMessage(LIMIT);
      assertThat(one).as("after %s", subjects).isNotNull();
      assertThat(new String(one.getData(), US_ASCII)).isEqualTo("+ACK");
      subjects.add(one.getSubject());
    }
    return subjects;
  }

  private static CapturedLog log() {
    return CapturedLog.of(Acknowledger.class.getName(), Level.WARN);
  }

  private Acknowledger over(Connection one) {
    return new Acknowledger(Link.on(one), life, new AckWriter(), moreHere::get, moreToCome::get);
  }
}
