package dev.weft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What stands for another one says each thing of it, none by an interface's default. */
class ForwardingTest {

  @Test
  void aDeliveryPassesOnEveryCall() {
    overridesAll(Delivery.class, ForwardingDelivery.class);
  }

  @Test
  void aSourcePassesOnEveryCall() {
    overridesAll(Source.class, ForwardingSource.class);
  }

  private static <T> void overridesAll(Class<T> type, Class<? extends T> forwarding) {
    assertThat(Arrays.stream(type.getMethods()).filter(Method::isDefault))
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(
                        forwarding
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(forwarding));
  }
}
