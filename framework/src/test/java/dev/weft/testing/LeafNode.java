package dev.weft.testing;

import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A hub and a leaf node, each with a JetStream domain of its own: {@code hub} and {@code leaf}. */
public final class LeafNode implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final NatsServer hub;
  private final NatsServer leaf;

  private LeafNode(NatsServer hub, NatsServer leaf) {
    this.hub = hub;
    this.leaf = leaf;
  }

  /** Starts both, with configurations in a folder that exists, and waits until they are joined. */
  public static LeafNode start(Path folder) {
    int port = Ports.free();
    NatsServer hub = start(folder, "hub", "leafnodes { listen: \"127.0.0.1:" + port + "\" }");
    try {
      NatsServer leaf =
          start(
              folder,
              "leaf",
              "leafnodes { remotes: [ { url: \"nats://127.0.0.1:" + port + "\" } ] }");
      var both = new LeafNode(hub, leaf);
      both.awaitJoined();
      return both;
    } catch (RuntimeException e) {
      hub.close();
      throw e;
    }
  }

  /** The server in the middle. */
  public NatsServer hub() {
    return hub;
  }

  /** The server at the edge. */
  public NatsServer leaf() {
    return leaf;
  }

  @Override
  public void close() {
    leaf.close();
    hub.close();
  }

  private static NatsServer start(Path folder, String name, String config) {
    try {
      Path file =
          Files.writeString(
              folder.resolve(name + ".conf"),
              "server_name: " + name + "\njetstream { domain: " + name + " }\n" + config);
      return NatsServer.start("-c", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitJoined() {
    Connection connection = leaf.connect();
    var inHub = JetStreamOptions.builder().domain("hub").build();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> connection.jetStreamManagement(inHub).getAccountStatistics() != null);
  }
}
