package dev.weft.engine.dispatch;

import dev.weft.MessageKey;
import dev.weft.engine.HandBack;
import dev.weft.engine.clock.Extensions;
import dev.weft.engine.delivery.Attempt;
import dev.weft.engine.delivery.InFlight;
import dev.weft.engine.delivery.Settler;
import dev.weft.engine.flow.Gate;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import dev.weft.transport.Source;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An actor for each key: the messages of one key one at a time and in the stream's order, those of
 * different keys at once. ADR 0018 says how the order holds.
 */
public final class Keyed implements Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Keyed.class);

  private final String handler;
  private final MessageKey key;
  private final Gate gate;
  private final Settler settler;
  private final KeyedExecutor executor;
  private final RedeliveredFirst redelivered;

  /**
   * A dispatch without messages.
   *
   * @param state how the worker's consumer stands, by the server's word
   */
  public Keyed(
      String handler,
      MessageKey key,
      Gate gate,
      Settler settler,
      KeyedExecutor executor,
      Supplier<ConsumerState> state) {
    this.handler = handler;
    this.key = key;
    this.gate = gate;
    this.settler = settler;
    this.executor = executor;
    this.redelivered =
        new RedeliveredFirst(
            handler, gate, state, new KnownDeliveries(executor::unsettled, this::isCopy));
  }

  @Override
  public InFlight inFlight() {
    return executor.inFlight();
  }

  @Override
  public int awaitRoom() throws InterruptedException {
    return executor.awaitRoom();
  }

  @Override
  public void settleIn(Source source) throws InterruptedException {
    List<Delivery> first = inOrder(source, List.of());
    executor.accept(source.ackWait());
    first.forEach(this::start);
  }

  @Override
  public List<Delivery> inOrder(Source source, List<Delivery> come) throws InterruptedException {
    return redelivered.before(source, come);
  }

  @Override
  public boolean start(Delivery delivery) {
    String itsKey;
    try {
      itsKey = key.of(delivery.subject(), delivery.headers(), delivery.data());
    } catch (Throwable thrown) { // Errors too: a key is user code
      Failure failure = Failure.of(thrown);
      settler.settle(
          delivery,
          new Outcome.Reject("its key cannot be told: " + failure.text(), failure),
          false);
      return true;
    } finally {
      gate.clearStrayInterrupt();
    }
    follow(executor.add(itsKey, delivery), delivery);
    return true;
  }

  /** Whether it is another copy of what is here, or was settled here: it is done with then. */
  private boolean isCopy(Delivery delivery) {
    Mailboxes.Entry copy = executor.copyOf(delivery);
    if (copy != null) {
      follow(copy, delivery);
    }
    return copy != null;
  }

  private void follow(Mailboxes.Entry entry, Delivery delivery) {
    switch (entry) {
      case QUEUED -> {}
      case HERE_ALREADY -> {
        log.debug("handler {}: {} came again, and is here", handler, delivery);
        delivery.discard();
      }
      case SETTLED_ALREADY -> {
        log.debug("handler {}: {} came again after it was settled", handler, delivery);
        delivery.settle(Outcome.Ack.INSTANCE);
      }
      case REFUSED -> HandBack.all(List.of(delivery));
    }
  }

  @Override
  public boolean tryOne() throws InterruptedException {
    return executor.tryOne();
  }

  @Override
  public void awaitQuiet() throws InterruptedException {
    executor.awaitQuiet();
  }

  @Override
  public void handBack() {
    handBack(executor.refuse());
  }

  @Override
  public void extend(Extensions each) {
    executor.extend(each);
    redelivered.extend(each);
  }

  @Override
  public void replace(Attempt attempt) {
    executor.replace(attempt);
  }

  @Override
  public void interrupt() {
    inFlight().interrupt();
  }

  @Override
  public long nanosPerMessage() {
    return executor.nanosPerMessage();
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public boolean isDormant() {
    return false; // it looks at each turn whether deliveries were lost
  }

  @Override
  public int holding() {
    return executor.holding();
  }

  // In the stream's order, since that is the order they will come again in.
  static void handBack(List<KeyedDelivery> deliveries) {
    HandBack.all(
        deliveries.stream()
            .sorted(Comparator.comparingLong(KeyedDelivery::sequence))
            .map(KeyedDelivery::unstarted)
            .toList());
  }
}
