package dev.weft.jetstream.settle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.api.StoredMessageJson;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.consumer.ConsumerLife;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.jetstream.wire.AckSubject;
import dev.weft.jetstream.wire.NatsHeaders;
import dev.weft.jetstream.wire.ReceivedSubject;
import dev.weft.transport.Delivery;
import dev.weft.transport.Outcome;
import io.nats.client.Message;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message of a pull subscription, settled by publishing to its reply subject.
 *
 * <p>It writes the settlement itself: a message of jnats marks itself settled before it has sent
 * anything, and cannot give a reason with its termination.
 */
public final class JetStreamDelivery implements Delivery {

  private static final String SIZE = "Nats-Msg-Size";
  private static final Logger log = LoggerFactory.getLogger(JetStreamDelivery.class);

  private final Link link;
  private final ConsumerLife life;
  private final Message message;
  private final @Nullable JetStreamApi api;
  private final @Nullable Acknowledger acknowledger;
  private final SettleOnce settlement = new SettleOnce();
  private @Nullable AckSubject parsed; // a race parses twice, to equal values
  private @Nullable Headers headers; // likewise

  /** A delivery that is acknowledged by itself, and has what there is of its data. */
  public JetStreamDelivery(Link link, ConsumerLife life, Message message) {
    this(link, life, message, null, null);
  }

  /**
   * A delivery that the acknowledger, which hands it out, acknowledges.
   *
   * @param api where its data can be had that was not delivered
   */
  public JetStreamDelivery(
      Link link,
      ConsumerLife life,
      Message message,
      @Nullable JetStreamApi api,
      @Nullable Acknowledger acknowledger) {
    this.link = link;
    this.life = life;
    this.message = message;
    this.api = api;
    this.acknowledger = acknowledger;
  }

  @Override
  public String subject() {
    return ReceivedSubject.of(message.getSubject());
  }

  @Override
  public String id() {
    return headers().messageId().orElseGet(() -> facts().position().toString());
  }

  @Override
  public int attempt() {
    return facts().delivered();
  }

  @Override
  public long number() {
    return facts().number();
  }

  @Override
  public Instant timestamp() {
    return facts().timestamp();
  }

  @Override
  public Headers headers() {
    Headers read = headers;
    if (read == null) {
      read = NatsHeaders.read(message.getHeaders());
      headers = read;
    }
    return read;
  }

  @Override
  public byte[] data() {
    return message.getData();
  }

  @Override
  public long size() {
    return message.consumeByteCount();
  }

  @Override
  public byte[] storedData() {
    if (api == null || !isWithoutItsData()) {
      return data();
    }
    Optional<byte[]> stored =
        api.message(facts().position().stream(), sequence())
            // A stream that was created anew has another message there.
            .filter(found -> StoredMessageJson.timestamp(found).equals(timestamp()))
            .map(StoredMessageJson::data);
    if (stored.isEmpty()) {
      log.warn("{}: its data was not delivered, and is gone from its stream", this);
    }
    return stored.orElseGet(this::data);
  }

  // Of a consumer with headers_only, whose server says how much it leaves out.
  private boolean isWithoutItsData() {
    return data().length == 0
        && headers().first(SIZE).filter(size -> !size.equals("0")).isPresent();
  }

  @Override
  public Optional<StreamPosition> position() {
    return Optional.of(facts().position());
  }

  @Override
  public boolean settle(Outcome outcome) {
    return settlement.settle(outcome, this::sendOutcome);
  }

  @Override
  public void extend() {
    settlement.extend(this::sendExtension, this::sendOutcome);
  }

  // As if it were settled here, and nothing sent. An extension on its way must not settle it
  // instead: it would send the outcome.
  @Override
  public void discard() {
    settlement.settleHere(Outcome.Ack.INSTANCE, unsent -> tellSettled());
  }

  @Override
  public boolean settleConfirmed(Outcome outcome) {
    return settlement.settleHere(
        outcome,
        one -> {
          byte[] answer = written(one);
          life.check(() -> name(answer));
          tellSettled();
          try {
            Confirmation.await(link, message.getReplyTo(), answer, name(answer));
          } catch (IllegalArgumentException e) {
            throw notSent(answer, e);
          }
        });
  }

  private void sendOutcome(Outcome outcome) {
    byte[] answer = written(outcome);
    life.check(() -> name(answer));
    try {
      if (acknowledger != null && outcome instanceof Outcome.Ack) {
        acknowledger.acknowledge(message.getReplyTo());
      } else {
        tellSettled();
        link.settle(message.getReplyTo(), answer);
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw notSent(answer, e);
    }
  }

  private void tellSettled() {
    if (acknowledger != null) {
      acknowledger.settled();
    }
  }

  private byte[] written(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ack() -> AckPayload.ACK.bytes();
      case Outcome.Retry retry when retry.after().isZero() -> AckPayload.NAK.bytes();
      case Outcome.Retry retry ->
          ("-NAK {\"delay\":" + retry.after().toNanos() + "}").getBytes(US_ASCII);
      case Outcome.Reject reject -> term(reject.reason());
    };
  }

  // Older servers answer a reasoned termination and ignore it.
  private byte[] term(String reason) {
    boolean reads = link.connection().getServerInfo().isSameOrNewerThanVersion("2.10.4");
    return reads
        ? ("+TERM " + reason.replaceAll("\\s+", " ")).getBytes(UTF_8)
        : AckPayload.TERM.bytes();
  }

  private void sendExtension() {
    life.check(() -> name(AckPayload.IN_PROGRESS.bytes()));
    try {
      link.extend(message.getReplyTo());
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw notSent(AckPayload.IN_PROGRESS.bytes(), e);
    }
  }

  // Closed, or the buffer for the time without a connection is full; or it is of a kind that the
  // client sends nothing of.
  private TransportException notSent(byte[] answer, RuntimeException e) {
    return TransportException.passing(name(answer) + " was not sent", e);
  }

  private String name(byte[] answer) {
    return new String(answer, 0, 4, US_ASCII) + " for " + facts().position();
  }

  public long sequence() {
    return facts().position().sequence();
  }

  private AckSubject facts() {
    AckSubject facts = parsed;
    if (facts == null) {
      facts = AckSubject.parse(message.getReplyTo());
      parsed = facts;
    }
    return facts;
  }

  @Override
  public String toString() {
    return subject() + " " + facts().position();
  }
}
