package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.IterableConsumer;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one writes by hand on jnats: no retries, no dead letters, nothing kept alive, no drain.
 *
 * @param maxAckPending the consumer's; 0 leaves it to the server
 */
record RawSubscription(Place place, Job job, int maxAckPending, Loop loop) implements Subscription {

  private static final ObjectReader ORDERS = new ObjectMapper().readerFor(Order.class);

  private static final long EXPIRY_MILLIS = 2_000;
  private static final long WAIT_MILLIS = 200;

  /** How messages are taken. */
  sealed interface Loop {

    /** By jnats's {@code consume}, on its dispatcher's thread. */
    record Consume(ConsumeOptions options) implements Loop {}

    /** The same, and what came is not decoded: the most that any client could do so. */
    record Unread(ConsumeOptions options) implements Loop {}

    /** One after the other as by {@code consume}, on a virtual thread of its own. */
    record Virtual(ConsumeOptions options) implements Loop {}

    /** By jnats's {@code consume}, each on a virtual thread. */
    record Threads(int most) implements Loop {}

    /** By jnats's {@code fetch}, on a thread of its own. */
    record Fetch(int batch) implements Loop {}
  }

  /** What a loop does again and again. */
  private interface Turn {
    void take() throws Exception;
  }

  @Override
  public AutoCloseable begin(Task task) throws Exception {
    Connection connection = Nats.connect(place.url());
    var configuration = ConsumerConfiguration.builder().durable(task.consumer());
    if (maxAckPending > 0) {
      configuration.maxAckPending(maxAckPending);
    }
    ConsumerContext consumer =
        connection.getStreamContext(task.stream()).createOrUpdateConsumer(configuration.build());
    AutoCloseable taking =
        switch (loop) {
          case Loop.Consume(ConsumeOptions options) -> consume(consumer, options, this::handle);
          case Loop.Unread(ConsumeOptions options) -> consume(consumer, options, this::count);
          case Loop.Virtual(ConsumeOptions options) -> iterate(consumer, options);
          case Loop.Threads(int most) -> threads(consumer, most);
          case Loop.Fetch(int batch) -> fetch(consumer, batch);
        };
    return () -> {
      taking.close();
      connection.close();
    };
  }

  private static AutoCloseable consume(
      ConsumerContext consumer, ConsumeOptions options, MessageHandler handler) throws Exception {
    MessageConsumer running = consumer.consume(options, handler);
    return running;
  }

  private AutoCloseable iterate(ConsumerContext consumer, ConsumeOptions options) throws Exception {
    IterableConsumer messages = consumer.iterate(options);
    AutoCloseable running =
        loop(
            Thread.ofVirtual(),
            new AtomicBoolean(),
            () -> handleIfAny(messages.nextMessage(WAIT_MILLIS)));
    return () -> {
      running.close();
      messages.close();
    };
  }

  private AutoCloseable threads(ConsumerContext consumer, int most) throws Exception {
    var slots = new Semaphore(most);
    var options = ConsumeOptions.builder().batchSize(Math.max(500, most)).build();
    MessageConsumer running =
        consumer.consume(
            options,
            message -> {
              slots.acquire();
              Thread.ofVirtual().start(() -> handleAndRelease(message, slots));
            });
    return () -> {
      running.close();
      slots.acquire(most); // whoever is at work acknowledges over the connection
    };
  }

  private void handleAndRelease(Message message, Semaphore slots) {
    try {
      handle(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      slots.release();
    }
  }

  private AutoCloseable fetch(ConsumerContext consumer, int batch) {
    var options = FetchConsumeOptions.builder().maxMessages(batch).expiresIn(EXPIRY_MILLIS).build();
    var ended = new AtomicBoolean(); // an interrupt would have acknowledgements discarded
    return loop(Thread.ofPlatform(), ended, () -> fetchOnce(consumer, options, ended));
  }

  private void fetchOnce(ConsumerContext consumer, FetchConsumeOptions options, AtomicBoolean ended)
      throws Exception {
    try (FetchConsumer fetched = consumer.fetch(options)) {
      for (Message message = fetched.nextMessage();
          message != null && !ended.get();
          message = fetched.nextMessage()) {
        handle(message);
      }
    }
  }

  private void handleIfAny(@Nullable Message message) throws InterruptedException {
    if (message != null) {
      handle(message);
    }
  }

  private static AutoCloseable loop(Thread.Builder threads, AtomicBoolean ended, Turn turn) {
    Thread thread =
        threads.start(
            () -> {
              try {
                while (!ended.get()) {
                  turn.take();
                }
              } catch (Exception e) {
                throw new IllegalStateException("a loop by hand failed", e);
              }
            });
    return () -> {
      ended.set(true);
      thread.join();
    };
  }

  private void count(Message message) {
    Job.DONE.increment();
    message.ack();
  }

  private void handle(Message message) throws InterruptedException {
    try {
      job.handle(ORDERS.readValue(message.getData()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    message.ack();
  }
}
