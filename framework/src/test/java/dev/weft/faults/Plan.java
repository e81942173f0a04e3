package dev.weft.faults;

import io.nats.client.api.RetentionPolicy;
import java.time.Duration;

/**
 * A scenario's fixed points.
 *
 * @param scenario what is done, for the report
 * @param perSecond the rate that messages are published at
 * @param retention a work queue forgets what was acknowledged, so that a consumer which is created
 *     anew does not begin with it
 * @param replicas of the stream
 * @param mode push or pull
 * @param ackWait how soon an unsettled message comes again
 * @param timeout the handlers' time limit
 * @param handling how long a handler takes over a message
 * @param attempts how many a message has
 */
record Plan(
    String scenario,
    int perSecond,
    RetentionPolicy retention,
    int replicas,
    String mode,
    Duration ackWait,
    Duration timeout,
    Duration handling,
    int attempts) {

  static Plan of(String scenario) {
    return new Plan(
        scenario,
        200,
        RetentionPolicy.Limits,
        1,
        "push",
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofMillis(2),
        100);
  }

  Plan workQueue() {
    return with(perSecond, RetentionPolicy.WorkQueue, replicas, mode, timeout, handling, attempts);
  }

  Plan replicas(int number) {
    return with(perSecond, retention, number, mode, timeout, handling, attempts);
  }

  Plan mode(String other) {
    return with(perSecond, retention, replicas, other, timeout, handling, attempts);
  }

  Plan perSecond(int rate) {
    return with(rate, retention, replicas, mode, timeout, handling, attempts);
  }

  Plan timeout(Duration limit) {
    return with(perSecond, retention, replicas, mode, limit, handling, attempts);
  }

  Plan handling(Duration time) {
    return with(perSecond, retention, replicas, mode, timeout, time, attempts);
  }

  Plan attempts(int most) {
    return with(perSecond, retention, replicas, mode, timeout, handling, most);
  }

  private Plan with(
      int perSecond,
      RetentionPolicy retention,
      int replicas,
      String mode,
      Duration timeout,
      Duration handling,
      int attempts) {
    return new Plan(
        scenario, perSecond, retention, replicas, mode, ackWait, timeout, handling, attempts);
  }
}
