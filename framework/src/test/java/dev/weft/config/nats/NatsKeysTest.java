package dev.weft.config.nats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerLimits;
import io.nats.client.api.ConsumerSource;
import io.nats.client.api.External;
import io.nats.client.api.Mirror;
import io.nats.client.api.PersistMode;
import io.nats.client.api.Placement;
import io.nats.client.api.PriorityPolicy;
import io.nats.client.api.Republish;
import io.nats.client.api.Source;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.SubjectTransform;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares our tables with what the client writes once everything is set. */
class NatsKeysTest {

  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 1, 31, 12, 0, 0, 0, ZoneOffset.UTC);

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Set<String> paths(JsonNode node) {
    return node.properties().stream()
        .flatMap(
            field -> {
              JsonNode value =
                  field.getValue().isArray() ? field.getValue().path(0) : field.getValue();
              Set<String> below = field.getKey().equals("metadata") ? Set.of() : paths(value);
              return below.isEmpty()
                  ? Stream.of(field.getKey())
                  : below.stream().map(key -> field.getKey() + "." + key);
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> paths(Map<String, NatsKey> keys) {
    return keys.entrySet().stream()
        .flatMap(
            entry ->
                switch (entry.getValue()) {
                  case NatsKey.Block(Map<String, NatsKey> below) ->
                      paths(below).stream().map(key -> entry.getKey() + "." + key);
                  case NatsKey.Blocks(Map<String, NatsKey> below) ->
                      paths(below).stream().map(key -> entry.getKey() + "." + key);
                  default -> Stream.of(entry.getKey());
                })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKeyOfAStreamThatTheClientWritesIsKnownAndNoOther() {
    SubjectTransform transform = SubjectTransform.builder().source("a").destination("b").build();
    External external = External.builder().api("$JS.eu.API").deliver("d").build();
    StreamConfiguration all =
        StreamConfiguration.builder()
            .name("S")
            .description("d")
            .subjects("a")
            .compressionOption(CompressionOption.S2)
            .maxConsumers(1)
            .maxMessages(1)
            .maxMessagesPerSubject(1)
            .maxBytes(1)
            .maxAge(Duration.ofDays(1))
            .maximumMessageSize(1)
            .replicas(1)
            .noAck(true)
            .templateOwner("t")
            .duplicateWindow(Duration.ofMinutes(1))
            .placement(Placement.builder().cluster("c").tags("t").build())
            .republish(Republish.builder().source("a").destination("b").headersOnly(true).build())
            .subjectTransform(transform)
            .consumerLimits(
                ConsumerLimits.builder()
                    .inactiveThreshold(Duration.ofHours(1))
                    .maxAckPending(1)
                    .build())
            .mirror(
                Mirror.builder()
                    .name("M")
                    .startSeq(1)
                    .startTime(TIME)
                    .filterSubject("a")
                    .external(external)
                    .subjectTransforms(transform)
                    .consumerSource(new ConsumerSource("c", "d"))
                    .build())
            .sources(
                Source.builder()
                    .name("M")
                    .startSeq(1)
                    .startTime(TIME)
                    .filterSubject("a")
                    .external(external)
                    .subjectTransforms(transform)
                    .consumerSource(new ConsumerSource("c", "d"))
                    .build())
            .seal()
            .allowRollup(true)
            .allowDirect(true)
            .mirrorDirect(true)
            .denyDelete(true)
            .denyPurge(true)
            .discardNewPerSubject(true)
            .metadata(Map.of("a", "b"))
            .firstSequence(2)
            .subjectDeleteMarkerTtl(Duration.ofMinutes(1))
            .allowMessageTtl(true)
            .allowMessageSchedules(true)
            .allowMessageCounter(true)
            .allowAtomicPublish(true)
            .allowBatched(true)
            .persistMode(PersistMode.Async)
            .build();
    Set<String> written = paths(json(all.toJson()));
    written.remove("name"); // the block's key

    assertThat(paths(NatsKeys.STREAM)).isEqualTo(written);
  }

  @Test
  void everyKeyOfAConsumerThatTheClientWritesIsKnownAndNoOther() {
    ConsumerConfiguration.Builder all =
        ConsumerConfiguration.builder()
            .description("d")
            .durable("c")
            .name("c")
            .deliverSubject("a")
            .deliverGroup("g")
            .startSequence(1)
            .startTime(TIME)
            .ackWait(Duration.ofSeconds(30))
            .maxDeliver(1)
            .maxAckPending(1)
            .sampleFrequency("1")
            .rateLimit(1)
            .flowControl(Duration.ofSeconds(5))
            .maxPullWaiting(1)
            .headersOnly(true)
            .maxBatch(1)
            .maxBytes(1)
            .maxExpires(Duration.ofSeconds(1))
            .inactiveThreshold(Duration.ofHours(1))
            .backoff(Duration.ofSeconds(1))
            .numReplicas(1)
            .pauseUntil(TIME)
            .memStorage(true)
            .metadata(Map.of("a", "b"))
            .priorityGroups("g")
            .priorityPolicy(PriorityPolicy.Prioritized)
            .priorityTimeout(Duration.ofSeconds(1));
    Set<String> written = paths(json(all.filterSubjects("a", "b").build().toJson()));
    written.addAll(paths(json(all.filterSubjects("a").build().toJson())));
    written.removeAll(Set.of("durable_name", "name")); // read apart

    assertThat(paths(NatsKeys.CONSUMER)).isEqualTo(written);
  }
}
