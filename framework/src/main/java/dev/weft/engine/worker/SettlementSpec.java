package dev.weft.engine.worker;

import dev.weft.AckMode;
import dev.weft.RetryPolicy;
import dev.weft.engine.retry.RetryStore;

/**
 * How a message is settled after its call. A change makes a copy.
 *
 * @param ack who acknowledges
 * @param ackConfirm whether each settlement waits for the server's confirmation
 * @param retry what follows a failure
 * @param retryStore keeps what is retried after a long wait
 */
public record SettlementSpec(
    AckMode ack, boolean ackConfirm, RetryPolicy retry, RetryStore retryStore) {

  /** By the worker, not confirmed, with the default retries, which the consumer delays. */
  static SettlementSpec auto() {
    return new SettlementSpec(AckMode.AUTO, false, RetryPolicy.defaults(), RetryStore.byConsumer());
  }

  /** With the given one acknowledging. */
  public SettlementSpec withAck(AckMode chosen) {
    return new SettlementSpec(chosen, ackConfirm, retry, retryStore);
  }

  /** With each settlement confirmed by the server, or not. */
  public SettlementSpec withAckConfirm(boolean chosen) {
    return new SettlementSpec(ack, chosen, retry, retryStore);
  }

  /** With the given answer to a failure. */
  public SettlementSpec withRetry(RetryPolicy chosen) {
    return new SettlementSpec(ack, ackConfirm, chosen, retryStore);
  }

  /** With long waits spent there. */
  public SettlementSpec withRetryStore(RetryStore chosen) {
    return new SettlementSpec(ack, ackConfirm, retry, chosen);
  }
}
