package dev.weft.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.dispatch.KeyedDelivery;
import dev.weft.engine.retry.RetriedDelivery;
import dev.weft.engine.source.MeteredDelivery;
import dev.weft.transport.Delivery;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery that stands for another says each thing of it, none by an interface's default. */
class DeliveryWrappersTest {

  @ParameterizedTest
  @ValueSource(classes = {MeteredDelivery.class, KeyedDelivery.class, RetriedDelivery.class})
  void eachOverridesEveryDefault(Class<? extends Delivery> wrapper) {
    assertThat(Arrays.stream(Delivery.class.getMethods()).filter(Method::isDefault))
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(
                        wrapper
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(wrapper));
  }
}
