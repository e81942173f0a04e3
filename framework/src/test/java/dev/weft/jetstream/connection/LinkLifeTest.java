package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.jetstream.connection.LinkState.Closed;
import dev.weft.jetstream.connection.LinkState.InUse;
import dev.weft.jetstream.connection.LinkState.Reopening;
import io.nats.client.Connection;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** The transitions between the states of a link. */
class LinkLifeTest {

  private final Thread reopener = Thread.ofVirtual().unstarted(() -> {});
  private final OpenedConnection first = opened();
  private final OpenedConnection second = opened();
  private final LinkLife life = new LinkLife(first);

  @Test
  void oneThatIsGivenUpIsReopenedByOneThread() {
    assertThat(life.givenUp(first.connection(), reopener)).isTrue();
    assertThat(life.givenUp(first.connection(), new Thread())).isFalse();

    assertThat(life.isReopenedBy(reopener)).isTrue();
    assertThat(life.last()).isEqualTo(first);
  }

  @Test
  void aReopenedOneUsesTheNewConnectionAndHearsNothingOfTheOld() {
    life.givenUp(first.connection(), reopener);
    life.refused("no route");
    assertThat(life.state()).isEqualTo(new Reopening(first, reopener, "no route"));

    assertThat(life.reopened(second)).isTrue();

    assertThat(life.state()).isEqualTo(new InUse(second));
    assertThat(life.givenUp(first.connection(), reopener)).isFalse();
    assertThat(life.isReopenedBy(reopener)).isFalse();
  }

  @Test
  void aClosedOneStaysClosedAndTakesNoNewConnection() {
    life.givenUp(first.connection(), reopener);

    assertThat(life.close()).isInstanceOf(Reopening.class);

    life.refused("late");
    assertThat(life.reopened(second)).isFalse();
    assertThat(life.givenUp(first.connection(), reopener)).isFalse();
    assertThat(life.close()).isInstanceOf(Closed.class);
    assertThat(life.isClosed()).isTrue();
    assertThat(life.last()).isEqualTo(first);
  }

  @Test
  void aTryThatFailsAfterItWasReopenedChangesNothing() {
    life.refused("never begun");

    assertThat(life.state()).isEqualTo(new InUse(first));
  }

  @SuppressWarnings("ReferenceEquality") // the proxy has no other
  private static OpenedConnection opened() {
    var connection =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "equals" -> proxy == arguments[0];
                      case "hashCode" -> System.identityHashCode(proxy);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new OpenedConnection(connection, null);
  }
}
