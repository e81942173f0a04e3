package dev.weft.config.handler;

import dev.weft.BatchPolicy;
import dev.weft.transport.ConsumerSpec;
import java.util.List;

/**
 * One handler as configured, {@code weft.handler-defaults} applied.
 *
 * @param name its key under {@code weft.handlers}
 * @param intake what it receives
 * @param flow how many calls run at once, and when one may begin
 * @param call how it is called
 * @param settlement how a message is settled after its call
 * @param giveUp what follows when a message is exhausted
 */
public record HandlerConfig(
    String name,
    IntakeConfig intake,
    FlowConfig flow,
    CallConfig call,
    SettlementConfig settlement,
    GiveUpConfig giveUp) {

  /** The name of the class that handles. */
  public String className() {
    return call.handler().name();
  }

  /** Its consumer, which its partitions have one each of. */
  public ConsumerSpec consumer() {
    return intake.consumer();
  }

  /** How many messages one process may hold for it at once; no more than an int can say. */
  public int slots() {
    int perCall = call.batch().map(BatchPolicy::size).orElse(1);
    return (int) Math.min(Integer.MAX_VALUE, (long) flow.concurrency() * perCall);
  }

  /** The consumers it takes from: its own, or one for each of its partitions. */
  public List<ConsumerSpec> consumers() {
    return intake.consumers();
  }

  /** The same without a rate and a limit, and with one consumer for what its partitions have. */
  public HandlerConfig alone() {
    return new HandlerConfig(name, intake.alone(), flow.alone(), call, settlement, giveUp);
  }
}
