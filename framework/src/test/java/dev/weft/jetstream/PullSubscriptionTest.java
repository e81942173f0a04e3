package dev.weft.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The count of what a subscription has coming, where the client's own count is odd. */
class PullSubscriptionTest {

  private static final ConsumerSpec CONSUMER = new ConsumerSpec("S", "c", Map.of());

  @Test
  void aClientThatCountsLessThanNothingOnceItIsClosedChangesNoCount() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      Connection connection = server.connect(); // closed with the server
      Link link = Link.on(connection);
      var subscription =
          new PullSubscription(
              link, countingMinusOne(connection), new JetStreamApi(link), CONSUMER);
      long now = System.nanoTime();
      subscription.ask(2, 1_000, now);

      subscription.forgetPulls();

      assertThat(subscription.underWay(now)).isZero();
      assertThat(subscription.hasMore()).isFalse();
    }
  }

  /** The connection, whose subscriptions say that -1 messages are here. */
  private static Connection countingMinusOne(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (name, result) ->
            result instanceof Subscription one && name.equals("subscribe")
                ? proxy(
                    Subscription.class,
                    one,
                    (method, value) ->
                        method.startsWith("getPending") ? (Object) Long.valueOf(-1) : value)
                : result);
  }

  private interface Change {
    Object apply(String method, Object result);
  }

  private static <T> T proxy(Class<T> type, T target, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return change.apply(method.getName(), method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
