package dev.weft.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many messages a consumer that Weft creates may have out. */
class ConsumerCreationTest {

  private static final ConsumerSpec PLAIN = new ConsumerSpec("S", "c", Map.of("ack_wait", 1L));
  private static final ConsumerSpec WITH_MORE =
      new ConsumerSpec("S", "c", Map.of("ack_wait", 1L, "max_ack_pending", 20_000L));

  private final List<ConsumerSpec> created = new ArrayList<>();
  private final Deque<TransportException> failures = new ArrayDeque<>();

  @Test
  void itMayHaveMoreOutThanTheServerWouldLetIt() {
    ConsumerCreation.create(transport(), PLAIN);

    assertThat(created).containsExactly(WITH_MORE);
  }

  @Test
  void whatIsConfiguredStays() {
    var configured = new ConsumerSpec("S", "c", Map.of("max_ack_pending", 5L));

    ConsumerCreation.create(transport(), configured);

    assertThat(created).containsExactly(configured);
  }

  @Test
  void whereTheServerAllowsLessItChooses() {
    failures.add(TransportException.lasting("limit of the account", null));

    ConsumerCreation.create(transport(), PLAIN);

    assertThat(created).containsExactly(WITH_MORE, PLAIN);
  }

  @Test
  void whatMayPassIsNotTriedInAnotherWay() {
    failures.add(TransportException.passing("no answer", null));

    assertThatThrownBy(() -> ConsumerCreation.create(transport(), PLAIN)).hasMessage("no answer");

    assertThat(created).containsExactly(WITH_MORE);
  }

  private Transport transport() {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              created.add((ConsumerSpec) arguments[0]);
              if (!failures.isEmpty()) {
                throw failures.remove();
              }
              return null;
            });
  }
}
