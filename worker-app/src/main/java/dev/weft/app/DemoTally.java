package dev.weft.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.RejectException;
import dev.weft.app.orders.OrderEvent;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what becomes of the orders of one run. An order counts once, however often a message of it
 * is delivered, and orders that an earlier run left in the stream do not count.
 */
final class DemoTally implements Observer {

  private static final int LONGEST_REASON = 120;

  private final String prefix;
  private final Pattern order;
  private final Set<String> placed = ConcurrentHashMap.newKeySet();
  private final Set<String> receipted = ConcurrentHashMap.newKeySet();
  private final Set<String> rejected = ConcurrentHashMap.newKeySet();
  private final LongAdder retried = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final AtomicReference<String> latestRecovery = new AtomicReference<>("");
  private final AtomicReference<String> latestRejection = new AtomicReference<>("");

  /** A tally of the orders whose ids start with {@code run} and a dash. */
  DemoTally(String run) {
    this.prefix = run + "-";
    this.order = Pattern.compile(Pattern.quote(prefix) + "[0-9]+");
  }

  /**
   * The counts so far.
   *
   * @param placed orders that the stream has stored
   * @param receipted orders that went all the way
   * @param rejected orders given up on the way, by whichever handler
   * @param retried attempts that failed and are made again
   * @param recovered messages that were handled at last, after such a failure
   */
  record Counts(long placed, long receipted, long rejected, long retried, long recovered) {

    /** Orders that are in the stream, neither receipted nor rejected. */
    long underWay() {
      return Math.max(0, placed - receipted - rejected);
    }
  }

  Counts counts() {
    // Ends first, so that no order seems to have ended before it was placed.
    long ended = receipted.size();
    long given = rejected.size();
    return new Counts(placed.size(), ended, given, retried.sum(), recovered.sum());
  }

  /** The last recovery since this was asked before; empty if there was none. */
  String takeRecovery() {
    return latestRecovery.getAndSet("");
  }

  /** The last rejection since this was asked before; empty if there was none. */
  String takeRejection() {
    return latestRejection.getAndSet("");
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    return Observer.none().processing(handler, delivery);
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    if (sent) {
      orderOf(delivery).ifPresent(order -> settled(handler, delivery, outcome, order));
    }
  }

  private void settled(HandlerId handler, Delivery delivery, Outcome outcome, String order) {
    switch (outcome) {
      case Outcome.Ack ack -> handled(handler, delivery, order);
      case Outcome.Retry retry -> {
        // Without a cause it was handed back unstarted, by a drain.
        if (retry.cause() != null) {
          retried.increment();
        }
      }
      case Outcome.Reject reject -> {
        rejected.add(order);
        latestRejection.set(handler.name() + ": " + reason(order, reject));
      }
    }
  }

  private void handled(HandlerId handler, Delivery delivery, String order) {
    if (delivery.subject().equals(OrderEvent.CHARGED.subject())) {
      receipted.add(order);
    }
    if (delivery.attempt() > 1) {
      recovered.increment();
      latestRecovery.set(
          handler.name() + ": order " + order + " went through on attempt " + delivery.attempt());
    }
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {}

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return subject.equals(OrderEvent.PLACED.subject()) && messageId.startsWith(prefix)
        ? new Placing(messageId, headers)
        : Observer.none().sending(subject, messageId, headers, bodySize);
  }

  // What was placed has the order's id for its own, and what follows from it has it in its data.
  private Optional<String> orderOf(Delivery delivery) {
    return find(delivery.id()).or(() -> find(new String(delivery.data(), UTF_8)));
  }

  private Optional<String> find(String text) {
    Matcher matcher = order.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  private static String reason(String order, Outcome.Reject reject) {
    Failure cause = reject.cause();
    if (cause != null && cause.is(RejectException.class)) {
      return cause.text();
    }
    String line = reject.reason().lines().findFirst().orElse("no reason given");
    String cut = line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    return "order " + order + ": " + cut;
  }

  private final class Placing implements Sending {

    private final String id;
    private final Headers headers;

    Placing(String id, Headers headers) {
      this.id = id;
      this.headers = headers;
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public void sent(PublishReceipt receipt) {
      placed.add(id);
    }

    @Override
    public void failed(Failure failure) {}
  }
}
