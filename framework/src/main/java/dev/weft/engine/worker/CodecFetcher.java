package dev.weft.engine.worker;

import dev.weft.Codec;
import dev.weft.Fetcher;
import dev.weft.Message;
import dev.weft.ReceiveMode;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.AckWaitExtender;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.deadletter.AttemptJournal;
import dev.weft.engine.deadletter.DeadLetterAction;
import dev.weft.engine.deadletter.DeadLetters;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.HandledMessage;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.publish.Emitter;
import dev.weft.engine.retry.RetryStore;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import dev.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fetches and decodes messages that the caller settles.
 *
 * @param <T> the payload
 */
public final class CodecFetcher<T> implements Fetcher<T> {

  /**
   * What is fetched, and what becomes of it.
   *
   * @param ackConfirm whether each settlement waits for the server's word that it has it
   * @param emitter publishes what its messages emit
   * @param <T> the payload
   */
  public record Spec<T>(
      ConsumerSpec consumer, boolean ackConfirm, Codec<T> codec, Emitter emitter) {

    HandlerId id() {
      return new HandlerId(consumer.name(), consumer.stream(), consumer.name());
    }
  }

  private final Machine machine;
  private final Transport transport;
  private final HandlerId id;
  private final Codec<T> codec;
  private final Emitter emitter;
  private final Observer observer;
  private final Settler settler;
  private final Source source;
  private final Housekeeper housekeeper;
  private volatile boolean closed;

  /** A fetcher on a transport that it closes with itself. */
  public CodecFetcher(Machine machine, Transport transport, Spec<T> spec, Observer observer) {
    this.machine = machine;
    this.transport = transport;
    this.id = spec.id();
    this.codec = spec.codec();
    this.emitter = spec.emitter();
    this.observer = observer;
    this.settler =
        new Settler(
            machine,
            id,
            spec.ackConfirm(),
            new Settler.Keeping(
                new DeadLetterAction(id, DeadLetters.off()),
                AttemptJournal.off(),
                RetryStore.byConsumer()),
            observer);
    this.housekeeper = new Housekeeper(machine);
    this.source = transport.open(spec.consumer(), ReceiveMode.PULL);
    new ConsumerLook(id.name(), source::changes, new Ahead(source), housekeeper);
  }

  @Override
  public List<Message<T>> fetch(int max) throws InterruptedException {
    return fetch(max, Machine.FOR_EVER);
  }

  @Override
  public List<Message<T>> fetch(int max, Duration wait) throws InterruptedException {
    if (max < 1) {
      throw new IllegalArgumentException("fetch(" + max + "): expected at least 1");
    }
    long start = machine.nanoTime();
    while (!closed) {
      Duration left = wait.minusNanos(machine.nanoTime() - start);
      List<Delivery> deliveries = source.next(max, left.isNegative() ? Duration.ZERO : left);
      List<Message<T>> messages = decode(deliveries);
      // What cannot be decoded is not what the caller waits for.
      if (!messages.isEmpty() || (deliveries.isEmpty() && !left.isPositive())) {
        return messages;
      }
    }
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
    source.close();
    housekeeper.close();
    transport.close();
  }

  private List<Message<T>> decode(List<Delivery> deliveries) {
    var messages = new ArrayList<Message<T>>(deliveries.size());
    for (Delivery delivery : deliveries) {
      var attempt = new Attempt(delivery, settler, Thread.currentThread());
      try (Observer.Processing processing = observer.processing(id, delivery)) {
        decode(attempt, processing).ifPresent(messages::add);
      }
    }
    return messages;
  }

  private Optional<Message<T>> decode(Attempt attempt, Observer.Processing processing) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    try {
      T payload = codec.decode(attempt.delivery().data(), attempt.delivery().headers());
      return Optional.of(new HandledMessage<>(payload, attempt, emitter));
    } catch (Throwable thrown) { // Errors too: a codec is user code
      Failure failure = Failure.of(thrown);
      processing.failed(failure);
      attempt.settle(new Outcome.Reject("cannot be decoded: " + failure.text(), failure));
      return Optional.empty();
    } finally {
      if (!interrupted) {
        Thread.interrupted(); // the codec's, and not the caller's
      }
    }
  }

  /** What came after a fetch returned; what was fetched is its caller's to keep. */
  private record Ahead(Source source) implements AckWaitExtender.Held {

    @Override
    public Duration ackWait() {
      return source.ackWait();
    }

    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public void extend(Extensions each) {
      each.extend(source);
    }
  }
}
