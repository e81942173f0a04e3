package dev.weft.jetstream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.jetstream.connection.Link;
import dev.weft.testing.OnNats;
import io.nats.client.Connection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who waits for whom while a connection's inbox is made. */
class ReceiptInboxesTest extends OnNats {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final CountDownLatch subscribing = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @Test
  void aConnectionThatHangsHoldsUpNobodyOnAnotherOne() throws Exception {
    createStream("ORDERS", "orders");
    CompletableFuture<PublishReceipt> held = publish(hanging());
    subscribing.await();

    assertThat(publish(connection)).succeedsWithin(PATIENCE);

    assertThat(held).isNotDone();
    released.countDown();
    assertThat(held).succeedsWithin(PATIENCE);
  }

  private static CompletableFuture<PublishReceipt> publish(Connection connection) {
    var outbox = new JetStreamOutbox(Link.on(connection), PATIENCE);
    return CompletableFuture.supplyAsync(
        () -> outbox.publish("orders", new byte[1], Headers.empty()), Thread::startVirtualThread);
  }

  /** As the test's connection, and another one; whoever subscribes waits. */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private Connection hanging() {
    InvocationHandler calls =
        (proxy, method, arguments) -> {
          String name = method.getName();
          if (name.equals("equals")) {
            return proxy == arguments[0];
          }
          if (name.equals("hashCode")) {
            return System.identityHashCode(proxy);
          }
          if (name.equals("subscribe")) {
            subscribing.countDown();
            released.await();
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, calls);
  }
}
