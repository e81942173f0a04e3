package dev.weft.testing;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AutoClose;

/** A real server for each test, and a connection of the test's own. */
public abstract class OnNats {

  @AutoClose protected final NatsServer server;
  protected final Connection connection; // closed with the server
  protected final JetStreamManagement management;

  /** With these command line arguments for the server beside its own. */
  protected OnNats(String... arguments) {
    server = NatsServer.start(arguments);
    connection = server.connect();
    management = management(connection);
  }

  /** Creates a stream in memory. */
  protected final void createStream(String name, String... subjects)
      throws IOException, JetStreamApiException {
    management.addStream(
        StreamConfiguration.builder()
            .name(name)
            .subjects(subjects)
            .storageType(StorageType.Memory)
            .build());
  }

  /** How many messages a stream holds. */
  protected final long count(String stream) throws IOException, JetStreamApiException {
    return management.getStreamInfo(stream).getStreamState().getMsgCount();
  }

  /** How many messages of its stream a consumer has yet to see settled. */
  protected final long left(String stream, String consumer)
      throws IOException, JetStreamApiException {
    ConsumerInfo info = management.getConsumerInfo(stream, consumer);
    return info.getNumPending() + info.getNumAckPending();
  }

  private static JetStreamManagement management(Connection connection) {
    try {
      return connection.jetStreamManagement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
