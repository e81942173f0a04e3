package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.launch.WorkerRuntime;
import dev.weft.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that meets an Error throws it, and closes all that it has opened. */
class StartFailuresTest {

  @BeforeEach
  void forget() {
    WiredHandlers.EVENTS.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbox", "requests", "inspect", "create"})
  void whateverCallOfTheTransportFailsAllIsClosed(String call) {
    var closed = new AtomicInteger();
    WeftConfig config =
        Configs.read(
            """
            weft.transport = memory
            weft.streams.ORDERS { subjects = ["orders.>"] }
            weft.handlers.release { class = "%s", stream = ORDERS }
            """
                .formatted(Configs.name(WiredHandlers.Releasing.class)));
    assertThatThrownBy(
            () ->
                WorkerRuntime.start(
                    config,
                    Configs.CLASSES,
                    Observer.none(),
                    failing(call, closed),
                    Machine.real(),
                    Time.of(Machine.real())))
        .isInstanceOf(NoClassDefFoundError.class)
        .hasMessage("com/example/Gone");

    assertThat(closed.get()).isEqualTo(1);
    boolean isBeforeHandlers = call.equals("outbox") || call.equals("requests");
    assertThat(WiredHandlers.EVENTS.contains("release released")).isEqualTo(!isBeforeHandlers);
  }

  private static Transport failing(String call, AtomicInteger closed) {
    var inner = new MemoryTransport();
    return (Transport)
        Proxy.newProxyInstance(
            StartFailuresTest.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(call)) {
                throw new NoClassDefFoundError("com/example/Gone");
              }
              if (method.getName().equals("close")) {
                closed.incrementAndGet();
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
