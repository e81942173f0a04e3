package dev.weft.faults;

import dev.weft.Handler;
import dev.weft.runtime.Weft;
import dev.weft.testing.TextHandler;
import java.time.Duration;
import java.util.List;

/**
 * What the workers of a scenario are configured with.
 *
 * @param name the handler's name and its consumer's, once in a run of all tests
 * @param servers where they connect to
 * @param mode push or pull
 * @param ackWait the consumer's ack wait
 * @param timeout the handlers' time limit
 * @param attempts how many a message has
 */
record Job(
    String name,
    List<String> servers,
    String mode,
    Duration ackWait,
    Duration timeout,
    int attempts) {

  static final String STREAM = "WORK";
  static final String SUBJECT = "work.new";
  static final String DEAD_LETTERS = STREAM + "_DLQ";

  /** Starts a worker in this JVM. */
  Weft start(Handler<String> act) {
    return Weft.builder()
        .config(
            """
            weft {
              nats.servers = ["%s"]
              http.enabled = false
              handlers.%s {
                stream = %s
                codec = string
                mode = %s
                timeout = %dms
                breaker.enabled = false # handlers fail on purpose, and recovery is timed
                consumer { ack_wait = %dms }
                retry { attempts = %d, first-delay = 100ms, factor = 1, max-delay = 100ms }
              }
            }
            """
                .formatted(
                    String.join("\", \"", servers),
                    name,
                    STREAM,
                    mode,
                    timeout.toMillis(),
                    ackWait.toMillis(),
                    attempts))
        .handler(name, new TextHandler(act))
        .start();
  }

  /** The same job for workers that connect elsewhere. */
  Job on(String server) {
    return new Job(name, List.of(server), mode, ackWait, timeout, attempts);
  }
}
