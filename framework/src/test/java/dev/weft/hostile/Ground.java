package dev.weft.hostile;

import com.typesafe.config.ConfigFactory;
import dev.weft.config.WeftConfig;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.runtime.load.UserClasses;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a runtime with hostile code runs on, and what is to be seen there. */
interface Ground {

  UserClasses CLASSES = UserClasses.of(Ground.class.getClassLoader());

  /** Each of the few is read once: hundreds of runtimes are started. */
  Map<String, WeftConfig> READ = new ConcurrentHashMap<>();

  /** Starts a runtime with a hostile observer. */
  WorkerRuntime start(String configuration);

  /** How many dead letters there are. */
  long deadLetters() throws Exception;

  /** Whether the consumer has nothing to deliver and nothing that is not settled. */
  boolean isQuiet(String consumer) throws Exception;

  private static WeftConfig read(String configuration) {
    return READ.computeIfAbsent(
        configuration, text -> WeftConfig.read(ConfigFactory.parseString(text), CLASSES));
  }

  /** In this process. */
  static Ground memory() {
    var transport = new MemoryTransport();
    return new Ground() {
      @Override
      public WorkerRuntime start(String configuration) {
        return WorkerRuntime.start(
            read(configuration),
            CLASSES,
            new Hostile.Watching(),
            transport,
            Machine.real(),
            Time.of(Machine.real()));
      }

      @Override
      public long deadLetters() {
        return transport.all("ORDERS_DLQ", "DLQ.>").size();
      }

      @Override
      public boolean isQuiet(String consumer) {
        ConsumerState state = transport.state(new ConsumerSpec("ORDERS", consumer, Map.of()));
        return state.pending() == 0 && state.ackPending() == 0;
      }
    };
  }

  /** On a server, without what was there before. */
  static Ground server(String url, Connection connection)
      throws IOException, JetStreamApiException {
    JetStreamManagement management = connection.jetStreamManagement();
    for (String stream : management.getStreamNames()) {
      management.deleteStream(stream);
    }
    return new Ground() {
      @Override
      public WorkerRuntime start(String configuration) {
        return WorkerRuntime.start(
            read("weft.nats.servers = [\"" + url + "\"]\n" + configuration),
            CLASSES,
            new Hostile.Watching());
      }

      @Override
      public long deadLetters() throws Exception {
        return management.getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
      }

      @Override
      public boolean isQuiet(String consumer) throws Exception {
        ConsumerInfo info = management.getConsumerInfo("ORDERS", consumer);
        return info.getNumPending() == 0 && info.getNumAckPending() == 0;
      }
    };
  }
}
