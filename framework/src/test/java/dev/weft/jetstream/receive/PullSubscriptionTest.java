package dev.weft.jetstream.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.connection.Link;
import dev.weft.testing.NatsServer;
import dev.weft.transport.ConsumerSpec;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.NatsMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  @Test
  void oneThatIsReadBetweenTwoThatAreMovedStaysBetweenThem() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      var moved = new ArrayDeque<>(List.of(message(1), message(3)));
      Takes takes = new Takes();
      PullSubscription pulls = over(server, takes);
      takes.moving = moved::poll;
      takes.reading =
          () -> {
            takes.reading = () -> null;
            pulls.extend(); // takes the first and the third, while this is the second
            return message(2);
          };

      List<String> read = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        read.add(Objects.requireNonNull(pulls.read(1)).getReplyTo());
      }

      assertThat(read).containsExactly(reply(1), reply(2), reply(3));
    }
  }

  @Test
  void whoReadsWhileTheFirstIsMovedGetsTheFirst() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      Takes takes = new Takes();
      PullSubscription pulls = over(server, takes);
      var read = new CompletableFuture<String>();
      takes.reading = () -> message(2);
      takes.moving =
          () -> {
            takes.moving = () -> null;
            Thread reader =
                Thread.ofPlatform()
                    .start(
                        () -> {
                          try {
                            read.complete(Objects.requireNonNull(pulls.read(1)).getReplyTo());
                          } catch (Throwable thrown) {
                            read.completeExceptionally(thrown);
                          }
                        });
            await().until(() -> read.isDone() || reader.getState() == Thread.State.WAITING);
            return message(1);
          };

      pulls.extend();

      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(reply(1));
    }
  }

  /** What the client gives to the one that reads and to the one that moves. */
  private static final class Takes {
    private volatile Callable<Message> reading = () -> null;
    private volatile Callable<Message> moving = () -> null;
  }

  private static PullSubscription over(NatsServer server, Takes takes) {
    Connection connection = server.connect(); // closed with the server
    Link link = Link.on(connection);
    Connection scripted =
        proxy(
            Connection.class,
            connection,
            (name, result) -> name.equals("subscribe") ? scripted(result, takes) : result);
    return new PullSubscription(link, scripted, new JetStreamApi(link), CONSUMER);
  }

  private static Object scripted(Object subscription, Takes takes) {
    return Proxy.newProxyInstance(
        Subscription.class.getClassLoader(),
        new Class<?>[] {Subscription.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("nextMessage")) {
            return (arguments[0] == null ? takes.moving : takes.reading).call();
          }
          return method.invoke(subscription, arguments);
        });
  }

  private static Message message(int number) {
    return NatsMessage.builder().subject("s").replyTo(reply(number)).build();
  }

  private static String reply(int number) {
    return "$JS.ACK.S.c.1." + number + "." + number + ".1700000000000000000.0";
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
