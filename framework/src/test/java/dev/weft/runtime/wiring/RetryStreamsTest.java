package dev.weft.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weft.config.WeftConfig;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Time;
import dev.weft.engine.retry.ConsumerRetries;
import dev.weft.engine.retry.ScheduledRetries;
import dev.weft.machine.Machine;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.Configs;
import dev.weft.runtime.TestHandlers;
import dev.weft.runtime.provision.SideStreams;
import dev.weft.testing.CapturedLog;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which streams of retries a configuration has, by what the server can. */
class RetryStreamsTest {

  @AutoClose private final MemoryTransport transport = new MemoryTransport();

  @Test
  void anOlderServerIsToldAndHasNone() {
    String config = "weft.handlers.a { class = \"%1$s\", stream = ORDERS }";
    RetryStreams retries = retries(olderThan(transport), config);
    try (var log = CapturedLog.of(RetryStreams.class.getName(), Level.INFO)) {
      retries.tellOlderServer();

      assertThat(log.lines()).singleElement().asString().contains("older than nats-server 2.12");
    }
    var handler = Configs.read(named(config)).handlers().getFirst();
    assertThat(retries.of(handler, Observer.none())).isInstanceOf(ConsumerRetries.class);
    assertThat(retries(transport, config).of(handler, Observer.none()))
        .isInstanceOf(ScheduledRetries.class);
  }

  private static RetryStreams retries(Transport transport, String config) {
    WeftConfig read = Configs.read(named(config));
    Machine machine = Machine.real();
    return new RetryStreams(
        read, new SideStreams(read, transport), transport, machine, Time.of(machine));
  }

  private static String named(String config) {
    return config.formatted(Configs.name(TestHandlers.Noting.class));
  }

  private static Transport olderThan(Transport transport) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("keepsSchedules")) {
                return false;
              }
              return method.invoke(transport, arguments);
            });
  }
}
