package dev.weft.engine.batch;

import dev.weft.BatchPolicy;
import dev.weft.RetryPolicy;
import java.time.Duration;

/**
 * By what rules a handler's batches are made and handled.
 *
 * @param policy how many messages make a batch
 * @param concurrency how many batches may be handled at once
 * @param retry what becomes of the messages of one that failed
 * @param timeout how long its call may take
 */
public record BatchRules(
    BatchPolicy policy, int concurrency, RetryPolicy retry, Duration timeout) {}
