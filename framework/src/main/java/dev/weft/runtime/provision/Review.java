package dev.weft.runtime.provision;

import dev.weft.TransportException;
import dev.weft.config.handler.HandlerConfig;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Presence;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import dev.weft.transport.settings.SubjectPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a plan with what the server has, and changes nothing: what is missing, what differs, and
 * why it cannot be worked with. {@code run} and {@code check} say the same by it.
 */
final class Review {

  private static final Logger log = LoggerFactory.getLogger(Review.class);

  private final Transport transport;
  private final Map<String, ProvidedStream> missingStreams = new LinkedHashMap<>();
  private final List<ConsumerSpec> missingConsumers = new ArrayList<>();
  private final List<String> same = new ArrayList<>();
  private final List<String> deviations = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final Map<String, Optional<Map<String, Object>>> streams = new HashMap<>();
  private final Map<String, List<ConsumerSpec>> seen = new HashMap<>(); // by stream

  private Review(Transport transport) {
    this.transport = transport;
  }

  static Review of(Plan plan, Transport transport) {
    var review = new Review(transport);
    plan.streams().forEach(review::stream);
    review.room();
    for (HandlerConfig handler : plan.handlers()) {
      handler.consumers().forEach(consumer -> review.consumer(handler, consumer));
    }
    return review;
  }

  /** The streams that are to be created. */
  List<ProvidedStream> missingStreams() {
    return List.copyOf(missingStreams.values());
  }

  /** The consumers that are to be created. */
  List<ConsumerSpec> missingConsumers() {
    return List.copyOf(missingConsumers);
  }

  /** The streams and consumers that are as configured. */
  List<String> same() {
    return List.copyOf(same);
  }

  /** Streams that are used as they are, though they are configured otherwise; a line each. */
  List<String> deviations() {
    return List.copyOf(deviations);
  }

  /** What should be known of streams; a line each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Why there can be no start; a line each. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  private void stream(ProvidedStream stream) {
    if (stream.own()) {
      new ReceiptCheck(transport).problem(stream.configured()).ifPresent(refusals::add);
    }
    switch (inspect(stream)) {
      case Presence.Absent() -> {
        overlaps(stream.created());
        missingStreams.put(stream.name(), stream);
        LimitCheck.of(stream, stream.created().settings()).ifPresent(warnings::add);
      }
      case Presence.Same() -> {
        same.add("stream " + stream.name());
        follows(stream);
        forgets(stream);
      }
      case Presence.Differs(var differences) -> {
        if (transport.inspect(stream.indispensable()) instanceof Presence.Differs(var needed)) {
          refusals.add(
              "stream "
                  + stream.name()
                  + ": cannot keep retries: "
                  + String.join("; ", needed)
                  + "; change it (nats stream edit), or set scheduled-retries = false for the"
                  + " handlers of the stream it belongs to");
        } else {
          deviations.add(
              "stream " + stream.name() + ": not as configured: " + String.join("; ", differences));
          follows(stream);
          forgets(stream);
        }
      }
    }
  }

  // The server has each subject in one stream only.
  private void overlaps(StreamSpec missing) {
    if (missing.settings().get("subjects") instanceof Collection<?> subjects) {
      for (Object subject : subjects) {
        var others = taking(String.valueOf(subject));
        // Another process may have created it just now; or it is configured as a stream as well.
        others.remove(missing.name());
        for (String other : others) {
          refusals.add(
              "stream "
                  + missing.name()
                  + ": subjects: stream "
                  + other
                  + " takes subjects of "
                  + subject
                  + " already, and the server has each in one stream only; make one of them"
                  + " narrower, or use that stream");
        }
      }
    }
  }

  private Set<String> taking(String subjects) {
    var taking = new TreeSet<String>();
    var pattern = SubjectPattern.of(subjects);
    for (ProvidedStream other : missingStreams.values()) {
      if (other.created().settings().get("subjects") instanceof Collection<?> theirs
          && theirs.stream()
              .map(one -> SubjectPattern.of(String.valueOf(one)))
              .anyMatch(pattern::overlaps)) {
        taking.add(other.name());
      }
    }
    try {
      taking.addAll(transport.streamsTaking(subjects));
    } catch (TransportException e) {
      // Who may not ask for others' streams hears of them when the stream is to be created.
      log.debug("which streams take {} is not known: {}", subjects, e.getMessage());
    }
    return taking;
  }

  private Presence inspect(ProvidedStream stream) {
    try {
      return transport.inspect(stream.configured());
    } catch (TransportException e) {
      throw stream.explained(e);
    }
  }

  private void follows(ProvidedStream stream) {
    if (transport.inspect(stream.following()) instanceof Presence.Differs(var differences)) {
      warnings.add(
          "stream "
              + stream.name()
              + ": does not follow the stream it belongs to: "
              + String.join("; ", differences));
    }
  }

  private void forgets(ProvidedStream stream) {
    transport
        .settings(stream.configured())
        .flatMap(settings -> LimitCheck.of(stream, settings))
        .ifPresent(warnings::add);
  }

  // The server would say it at one of them, with the others created.
  private void room() {
    if (missingStreams.isEmpty()) {
      return;
    }
    AccountLimits limits = transport.limits();
    if (missingStreams.size() > limits.moreStreams()) {
      refusals.add(
          "the account may have %d more streams, and %d have to be created: %s; raise its"
                  .formatted(
                      limits.moreStreams(),
                      missingStreams.size(),
                      String.join(", ", missingStreams.keySet()))
              + " max_streams, or do without (dead-letters = false, scheduled-retries = false)");
    }
  }

  private void consumer(HandlerConfig handler, ConsumerSpec consumer) {
    Optional<Map<String, Object>> present = consumer(consumer);
    streamOf(consumer)
        .ifPresent(
            stream ->
                refusals.addAll(
                    new ConsumerCheck(handler, consumer, present.orElse(consumer.settings()))
                        .refusals(stream)));
    if (present.isEmpty()) {
      streamOf(consumer)
          .ifPresent(
              stream ->
                  refusals.addAll(
                      new CreationCheck(consumer, stream)
                          .refusals(seen.getOrDefault(consumer.stream(), List.of()))));
    }
    seen.computeIfAbsent(consumer.stream(), name -> new ArrayList<>()).add(consumer);
  }

  /** Compares one, and returns its settings by the server's word. */
  private Optional<Map<String, Object>> consumer(ConsumerSpec consumer) {
    if (missingStreams.containsKey(consumer.stream())) {
      missingConsumers.add(consumer);
      return Optional.empty();
    }
    if (streamOf(consumer).isEmpty()) {
      refusals.add(
          name(consumer)
              + ": there is no stream "
              + consumer.stream()
              + "; create it, or configure it under weft.streams");
      return Optional.empty();
    }
    switch (transport.inspect(consumer)) {
      case Presence.Absent() -> missingConsumers.add(consumer);
      case Presence.Same() -> same.add(name(consumer));
      case Presence.Differs(var differences) ->
          refusals.add(
              name(consumer)
                  + ": not as configured: "
                  + String.join("; ", differences)
                  + "; change the configuration, or the consumer (nats consumer edit), or delete"
                  + " it to have it created anew");
    }
    return transport.settings(consumer);
  }

  private Optional<Map<String, Object>> streamOf(ConsumerSpec consumer) {
    ProvidedStream missing = missingStreams.get(consumer.stream());
    return missing != null
        ? Optional.of(missing.created().settings())
        : streams.computeIfAbsent(
            consumer.stream(), name -> transport.settings(new StreamSpec(name, Map.of())));
  }

  private static String name(ConsumerSpec consumer) {
    return "consumer " + consumer.stream() + "/" + consumer.name();
  }
}
