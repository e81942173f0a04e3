package dev.weft.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scenario's streams, as the servers have them: the work, and its dead letters. */
final class StageStreams implements AutoCloseable {

  private final Connection connection;
  private final JetStreamManagement management;

  StageStreams(List<String> servers) throws IOException, InterruptedException {
    connection =
        Nats.connect(
            Options.builder()
                .servers(servers.toArray(String[]::new))
                .connectionTimeout(Duration.ofSeconds(20))
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .pingInterval(Duration.ofSeconds(1)) // a frozen server is left for another soon
                .errorListener(new ErrorListener() {}) // the faults are wanted
                .build());
    management =
        connection.jetStreamManagement(
            JetStreamOptions.builder().requestTimeout(Duration.ofSeconds(5)).build());
  }

  Connection connection() {
    return connection;
  }

  JetStreamManagement management() {
    return management;
  }

  void create(RetentionPolicy retention, int replicas) throws IOException, JetStreamApiException {
    management.addStream(
        StreamConfiguration.builder()
            .name(Job.STREAM)
            .subjects(Job.SUBJECT)
            .storageType(StorageType.File)
            .retentionPolicy(retention)
            .replicas(replicas)
            .build());
  }

  /** What the dead letters hold, in their order. */
  List<String> deadLetters() throws IOException, JetStreamApiException {
    StreamState state = management.getStreamInfo(Job.DEAD_LETTERS).getStreamState();
    var payloads = new ArrayList<String>();
    for (long sequence = 1; sequence <= state.getLastSequence(); sequence++) {
      payloads.add(new String(management.getMessage(Job.DEAD_LETTERS, sequence).getData(), UTF_8));
    }
    return payloads;
  }

  /** How many messages the consumer has yet to see settled. */
  long pending(String consumer) throws IOException, JetStreamApiException {
    ConsumerInfo info = management.getConsumerInfo(Job.STREAM, consumer);
    return info.getNumPending() + info.getNumAckPending();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
