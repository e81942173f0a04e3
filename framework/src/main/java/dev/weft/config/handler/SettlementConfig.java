package dev.weft.config.handler;

import dev.weft.AckMode;

/**
 * How a message is settled after its call.
 *
 * @param ack who acknowledges
 * @param ackConfirm whether each settlement waits for the server's confirmation
 * @param retry what follows a failure
 * @param scheduledRetries whether retries that wait long hold no slot of the consumer
 */
public record SettlementConfig(
    AckMode ack, boolean ackConfirm, RetryConfig retry, boolean scheduledRetries) {}
