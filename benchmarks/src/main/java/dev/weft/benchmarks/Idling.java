package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Has nothing to do, for as long as a run is and as long before that: pulls may grow longer while
 * nothing comes. Once in a JVM. What a handler has on the heap is written to a file, by class.
 *
 * @param who for the file's name
 */
record Idling(Place place, String who, Subscription subscription) implements Contender {

  private static final double KIBIBYTES = 1024;

  @Override
  public Sample run(Task task) throws Exception {
    load(task.small());
    LiveHeap before = LiveHeap.now();
    try (AutoCloseable running = subscription.begin(task)) {
      Rest.seconds(task.seconds());
      long sent = messagesToServer();
      var meter = new Meter(place.server());
      Rest.seconds(task.seconds());
      Spent spent = meter.end();
      double messages = messagesToServer() - sent;
      double threads = ManagementFactory.getThreadMXBean().getThreadCount();
      LiveHeap heap = LiveHeap.now().since(before);
      heap.write(file(task), task.handlers());
      return spent
          .perSecond()
          .and(
              Map.of(
                  Measure.IDLE_MESSAGES,
                  messages / spent.seconds() / task.handlers(),
                  Measure.HANDLER_HEAP,
                  heap.bytes() / KIBIBYTES / task.handlers(),
                  Measure.THREADS,
                  threads,
                  Measure.RSS,
                  Memory.residentMebibytes()));
    }
  }

  @Override
  public void close() {}

  // What there is to load. A server of 2.15 allows no more than 1,000 consumers of a stream.
  private void load(Task small) throws Exception {
    subscription.begin(small).close();
    messagesToServer();
    try (Connection connection = Nats.connect(place.url())) {
      JetStreamManagement management = connection.jetStreamManagement();
      for (String stream : management.getStreamNames()) { // Weft has consumers of others too
        if (management.getConsumerNames(stream).contains(small.consumer())) {
          management.deleteConsumer(stream, small.consumer());
        }
      }
    }
  }

  private Path file(Task task) throws IOException {
    return TargetFolder.file("heap-" + who + "-" + task.handlers() + ".txt");
  }

  private long messagesToServer() throws IOException {
    try (InputStream answer = URI.create(place.monitor() + "/varz").toURL().openStream()) {
      return new ObjectMapper().readTree(answer).path("in_msgs").asLong();
    }
  }
}
