package dev.weft.benchmarks;

import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.IterableConsumer;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.MessageHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How messages are taken by hand. */
sealed interface RawLoop {

  /**
   * Begins.
   *
   * @return ends it
   */
  AutoCloseable start(ConsumerContext consumer, MessageHandler handler) throws Exception;

  /** By jnats's {@code consume}, on its dispatcher's thread. */
  record Consume(ConsumeOptions options) implements RawLoop {
    @Override
    public AutoCloseable start(ConsumerContext consumer, MessageHandler handler) throws Exception {
      return consumer.consume(options, handler);
    }
  }

  /** The same, and what came is not decoded: the most that any client could do so. */
  record Unread(ConsumeOptions options) implements RawLoop {
    @Override
    public AutoCloseable start(ConsumerContext consumer, MessageHandler handler) throws Exception {
      return consumer.consume(
          options,
          message -> {
            Job.DONE.increment();
            message.ack();
          });
    }
  }

  /** One after the other as by {@code consume}, on a virtual thread of its own. */
  record Virtual(ConsumeOptions options) implements RawLoop {

    private static final long WAIT_MILLIS = 200;

    @Override
    public AutoCloseable start(ConsumerContext consumer, MessageHandler handler) throws Exception {
      IterableConsumer messages = consumer.iterate(options);
      AutoCloseable running =
          LoopThread.start(
              Thread.ofVirtual(),
              ended -> {
                Message message = messages.nextMessage(WAIT_MILLIS);
                if (message != null) {
                  handler.onMessage(message);
                }
              });
      return () -> {
        running.close();
        messages.close();
      };
    }
  }

  /** By jnats's {@code consume}, each on a virtual thread. */
  record Threads(int most) implements RawLoop {
    @Override
    public AutoCloseable start(ConsumerContext consumer, MessageHandler handler) throws Exception {
      var slots = new Semaphore(most);
      var options = ConsumeOptions.builder().batchSize(Math.max(500, most)).build();
      MessageConsumer running =
          consumer.consume(
              options,
              message -> {
                slots.acquire();
                Thread.ofVirtual().start(() -> handleAndRelease(handler, message, slots));
              });
      return () -> {
        running.close();
        slots.acquire(most); // whoever is at work acknowledges over the connection
      };
    }

    private static void handleAndRelease(MessageHandler handler, Message message, Semaphore slots) {
      try {
        handler.onMessage(message);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        slots.release();
      }
    }
  }

  /** By jnats's {@code fetch}, on a thread of its own. */
  record Fetch(int batch) implements RawLoop {

    private static final long EXPIRY_MILLIS = 2_000;

    @Override
    public AutoCloseable start(ConsumerContext consumer, MessageHandler handler) {
      var options =
          FetchConsumeOptions.builder().maxMessages(batch).expiresIn(EXPIRY_MILLIS).build();
      return LoopThread.start(
          Thread.ofPlatform(), ended -> fetchOnce(consumer, options, handler, ended));
    }

    private static void fetchOnce(
        ConsumerContext consumer,
        FetchConsumeOptions options,
        MessageHandler handler,
        AtomicBoolean ended)
        throws Exception {
      try (FetchConsumer fetched = consumer.fetch(options)) {
        for (Message message = fetched.nextMessage();
            message != null && !ended.get();
            message = fetched.nextMessage()) {
          handler.onMessage(message);
        }
      }
    }
  }
}
