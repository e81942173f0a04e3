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
 */
record Plan(
    String scenario,
    int perSecond,
    RetentionPolicy retention,
    int replicas,
    String mode,
    Duration ackWait,
    Duration timeout,
    Duration handling) {

  static Plan of(String scenario) {
    return new Plan(
        scenario,
        200,
        RetentionPolicy.Limits,
        1,
        "push",
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofMillis(2));
  }

  Plan workQueue() {
    return new Plan(
        scenario, perSecond, RetentionPolicy.WorkQueue, replicas, mode, ackWait, timeout, handling);
  }

  Plan replicas(int number) {
    return new Plan(scenario, perSecond, retention, number, mode, ackWait, timeout, handling);
  }

  Plan mode(String other) {
    return new Plan(scenario, perSecond, retention, replicas, other, ackWait, timeout, handling);
  }

  Plan perSecond(int rate) {
    return new Plan(scenario, rate, retention, replicas, mode, ackWait, timeout, handling);
  }

  Plan timeout(Duration limit) {
    return new Plan(scenario, perSecond, retention, replicas, mode, ackWait, limit, handling);
  }

  Plan handling(Duration time) {
    return new Plan(scenario, perSecond, retention, replicas, mode, ackWait, timeout, time);
  }
}
