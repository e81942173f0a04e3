package dev.weft.benchmarks;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Hears which requests a contender sends to the server's JetStream API while it starts: another
 * client that subscribes to the API's subjects gets a copy of each.
 */
final class ApiTap implements AutoCloseable {

  private static final String API = "$JS.API.";
  private static final String PULL = "CONSUMER.MSG.NEXT";
  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final double MILLIS = 1e6;

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  private record Request(String kind, double atMillis) {}

  /** Begins. */
  ApiTap(Connection connection) throws Exception {
    this.connection = connection;
    this.dispatcher = connection.createDispatcher(message -> hear(message.getSubject()));
    dispatcher.subscribe(API + ">");
    connection.flush(FLUSH);
  }

  /**
   * What a start came to: when it sent its first request, and so was connected, when its last one
   * before its messages, and how many there were until a second after. Requests for messages do not
   * count.
   *
   * @param file where the counts by kind go
   */
  Sample and(Task task, Sample start, Path file) throws Exception {
    connection.flush(FLUSH);
    double began = task.startedAt() / MILLIS;
    double first = start.get(Measure.FIRST);
    double last = first + FirstMessage.SETTLE_SECONDS * 1e3;
    List<Request> sent =
        requests.stream()
            .map(request -> new Request(request.kind(), request.atMillis() - began))
            .filter(request -> request.atMillis() <= last)
            .toList();
    write(sent, file);
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    values.put(Measure.REQUESTS, (double) sent.size() / task.handlers());
    sent.stream()
        .mapToDouble(Request::atMillis)
        .min()
        .ifPresent(at -> values.put(Measure.CONNECTED, at));
    sent.stream()
        .mapToDouble(Request::atMillis)
        .filter(at -> at <= first)
        .max()
        .ifPresent(at -> values.put(Measure.PROVISIONED, at));
    return start.and(values);
  }

  @Override
  public void close() {
    connection.closeDispatcher(dispatcher);
  }

  private void hear(String subject) {
    double now = System.nanoTime() / MILLIS;
    String kind = kind(subject.substring(API.length()));
    if (!kind.equals(PULL)) {
      requests.add(new Request(kind, now));
    }
  }

  /** The words of a subject that say what is asked, without those that say of what. */
  static String kind(String subject) {
    String[] words = subject.split("\\.", 4);
    return words.length > 2 && (words[1].equals("MSG") || words[1].equals("DURABLE"))
        ? String.join(".", words[0], words[1], words[2])
        : words.length > 1 ? words[0] + "." + words[1] : words[0];
  }

  private static void write(List<Request> sent, Path file) throws IOException {
    Map<String, Long> counts =
        sent.stream()
            .collect(Collectors.groupingBy(Request::kind, TreeMap::new, Collectors.counting()));
    Files.write(
        file, counts.entrySet().stream().map(one -> one.getValue() + " " + one.getKey()).toList());
  }
}
