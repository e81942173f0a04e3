package dev.weft.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Handler;
import dev.weft.Message;
import dev.weft.StreamPosition;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The instrument has to find what the scenarios look for. */
class NumberedKeysTest {

  private final NumberedKeys keys = new NumberedKeys("n.", 1);
  private final Handler<String> handler = keys.handler(message -> {});

  @Test
  void oneThatWasOvertakenIsOutOfOrderAndNeitherMissingNorHandledAgain() throws Exception {
    handle(0, 2, 1);

    assertThat(keys.handledOnce()).isEqualTo(3);
    assertThat(keys.again()).isZero();
    assertThat(keys.violations()).containsExactly("k0: 2 came, N/3, attempt 1, 1 was next");
  }

  @Test
  void oneThatIsHandledTwiceCountsOnce() throws Exception {
    handle(0, 1, 0);

    assertThat(keys.handledOnce()).isEqualTo(2);
    assertThat(keys.again()).isEqualTo(1);
    assertThat(keys.violations()).isEmpty();
  }

  private void handle(int... numbers) throws Exception {
    for (int number : numbers) {
      handler.handle(message(number));
    }
  }

  @SuppressWarnings("unchecked")
  private static Message<String> message(int number) {
    return (Message<String>)
        Proxy.newProxyInstance(
            Message.class.getClassLoader(),
            new Class<?>[] {Message.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "payload" -> String.valueOf(number);
                  case "subject" -> "n.k0";
                  case "attempt" -> 1;
                  case "position" -> Optional.of(new StreamPosition("N", number + 1));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
