package dev.weft.runtime.provision;

import dev.weft.TransportException;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.engine.InParallel;
import dev.weft.engine.source.ConsumerCreation;
import dev.weft.machine.Machine;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the streams and consumers that are missing, once nothing speaks against the start. What
 * exists is never changed: somebody may have changed it for a reason.
 */
public final class Provisioning {

  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private final Transport transport;
  private final Machine machine;
  private final InstantSource clock;

  /**
   * What there is, and is made, through a transport.
   *
   * @param machine the threads on which several are made at once
   * @param clock the server's time, as near as can be
   */
  public Provisioning(Transport transport, Machine machine, InstantSource clock) {
    this.transport = transport;
    this.machine = machine;
    this.clock = clock;
  }

  /**
   * Creates what is missing; nothing at all if something speaks against the start. A stream that
   * differs is used as it is, with a warning.
   *
   * @throws TransportException if a consumer differs, on whose settings its handler relies, or
   *     something has a setting that Weft cannot work with
   */
  public void provide(Plan plan) {
    Review review = Review.of(plan, transport);
    refuse(review.refusals());
    review.deviations().forEach(line -> log.warn("{}; it is used as it is", line));
    review.warnings().forEach(log::warn);
    for (ProvidedStream stream : review.missingStreams()) {
      create(stream);
      log.info("stream {}: created", stream.name());
    }
    Map<ConsumerSpec, Integer> slots = plan.slots();
    InParallel.each(
        machine,
        "weft-create",
        review.missingConsumers(),
        consumer -> create(consumer, slots.getOrDefault(consumer, 1)));
    if (!review.missingConsumers().isEmpty()) {
      // A stream has settings for its consumers, which are known only now.
      refuse(Review.of(plan, transport).refusals());
    }
    warnings(plan).forEach(log::warn);
    new ReceiptCheck(transport).warn(plan.handlers());
  }

  /** Why there can be no start and what differs, a line each; changes nothing. */
  public List<String> check(Plan plan) {
    Review review = Review.of(plan, transport);
    review.same().forEach(name -> log.info("{}: as configured", name));
    for (ProvidedStream stream : review.missingStreams()) {
      log.info("stream {}: not there yet; `run` will create it", stream.name());
    }
    for (ConsumerSpec consumer : review.missingConsumers()) {
      log.info(
          "consumer {}/{}: not there yet; `run` will create it",
          consumer.stream(),
          consumer.name());
    }
    review.warnings().forEach(log::warn);
    if (review.refusals().isEmpty()) {
      warnings(plan).forEach(log::warn);
      new ReceiptCheck(transport).warn(plan.handlers());
    }
    var problems = new ArrayList<>(review.deviations());
    problems.addAll(review.refusals());
    return List.copyOf(problems);
  }

  /** Creates a stream of Weft's own that was deleted since the start. */
  public void restore(StreamSpec stream) {
    if (transport.inspect(stream) instanceof Presence.Absent) {
      transport.create(stream);
      log.warn("stream {}: was gone, and is created anew; what it kept is lost", stream.name());
    }
  }

  private void create(ConsumerSpec consumer, int slots) {
    ConsumerCreation.create(transport, consumer, slots);
    log.info("consumer {}/{}: created", consumer.stream(), consumer.name());
  }

  private void create(ProvidedStream stream) {
    try {
      transport.create(stream.created());
    } catch (TransportException e) {
      throw stream.explained(e);
    }
  }

  private static void refuse(List<String> refusals) {
    if (!refusals.isEmpty()) {
      throw TransportException.lasting(
          refusals.size() == 1
              ? refusals.getFirst()
              : "there are " + refusals.size() + " problems:\n  " + String.join("\n  ", refusals),
          null);
    }
  }

  // Of partitions all consumers are the same, but for the filter.
  private List<String> warnings(Plan plan) {
    var warnings = new ArrayList<String>();
    for (HandlerConfig handler : plan.handlers()) {
      ConsumerSpec consumer = handler.consumers().getFirst();
      if (transport.inspect(new StreamSpec(consumer.stream(), Map.of())) instanceof Presence.Same) {
        transport
            .settings(consumer)
            .ifPresent(
                its ->
                    warnings.addAll(
                        new ConsumerCheck(handler, consumer, its).warnings(clock.instant())));
      }
    }
    return warnings;
  }
}
