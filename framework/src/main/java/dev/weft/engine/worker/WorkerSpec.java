package dev.weft.engine.worker;

import dev.weft.Codec;
import dev.weft.RetryPolicy;
import dev.weft.engine.HandlerId;
import dev.weft.engine.publish.Emitter;
import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Everything a worker has to know about its handler; immutable. {@link #of} makes one with
 * defaults, and {@code withFlow(flow -> flow.withConcurrency(4))} a copy that differs in a part.
 *
 * @param name the handler's name, for logs and telemetry
 * @param intake what it receives
 * @param flow how many calls run at once, and when one may begin
 * @param call how the handler is called
 * @param settlement how a message is settled after its call
 * @param giveUp what follows when a message is given up
 * @param <T> the payload
 */
public record WorkerSpec<T>(
    String name,
    IntakeSpec intake,
    FlowSpec flow,
    CallSpec<T> call,
    SettlementSpec settlement,
    GiveUpSpec giveUp) {

  /** A handler's time limit unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /** Checks what the parts have to agree on. */
  public WorkerSpec {
    int perCall = call.handler().messagesPerCall();
    if ((long) flow.concurrency() * perCall > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "concurrency = "
              + flow.concurrency()
              + " with batches of "
              + perCall
              + ": expected no more than "
              + Integer.MAX_VALUE
              + " messages at once");
    }
    if (call.handler().gathers() && flow.key() != null) {
      throw new IllegalArgumentException("batches by key: expected one of the two");
    }
  }

  /**
   * A worker that takes one message after the other as they come ahead of demand, and acknowledges
   * them itself; it retries by {@link RetryPolicy#defaults()} and keeps nothing of what it gives
   * up. The other methods say what is different.
   */
  public static <T> WorkerSpec<T> of(
      String name, ConsumerSpec consumer, Codec<T> codec, UserHandler<T> handler, Emitter emitter) {
    return new WorkerSpec<>(
        name,
        IntakeSpec.of(consumer),
        FlowSpec.serial(),
        CallSpec.of(codec, handler, emitter),
        SettlementSpec.auto(),
        GiveUpSpec.off());
  }

  /** The same handler on another consumer of the stream. */
  public WorkerSpec<T> on(ConsumerSpec other) {
    return withIntake(own -> own.withConsumer(other)).withGiveUp(own -> own.on(other));
  }

  /** With another intake. */
  public WorkerSpec<T> withIntake(UnaryOperator<IntakeSpec> change) {
    return new WorkerSpec<>(name, change.apply(intake), flow, call, settlement, giveUp);
  }

  /** With another flow. */
  public WorkerSpec<T> withFlow(UnaryOperator<FlowSpec> change) {
    return new WorkerSpec<>(name, intake, change.apply(flow), call, settlement, giveUp);
  }

  /** With another call. */
  public WorkerSpec<T> withCall(UnaryOperator<CallSpec<T>> change) {
    return new WorkerSpec<>(name, intake, flow, change.apply(call), settlement, giveUp);
  }

  /** With another settlement. */
  public WorkerSpec<T> withSettlement(UnaryOperator<SettlementSpec> change) {
    return new WorkerSpec<>(name, intake, flow, call, change.apply(settlement), giveUp);
  }

  /** With something else that follows when a message is given up. */
  public WorkerSpec<T> withGiveUp(UnaryOperator<GiveUpSpec> change) {
    return new WorkerSpec<>(name, intake, flow, call, settlement, change.apply(giveUp));
  }

  /** Which handler it is, and what it takes from. */
  public HandlerId id() {
    return new HandlerId(name, consumer().stream(), consumer().name());
  }

  /** What it takes from. */
  public ConsumerSpec consumer() {
    return intake.consumer();
  }

  /** How many messages it may hold at once. */
  int slots() {
    return flow.concurrency() * call.handler().messagesPerCall();
  }

  /**
   * Whether a message may be given up without another call of the handler: not where that would be
   * its end without a trace, nor where the handler alone says how often it comes again.
   */
  boolean givesUpUnseen() {
    return switch (settlement.ack()) {
      case AUTO -> giveUp.keepsAll();
      case MANUAL -> false;
    };
  }
}
