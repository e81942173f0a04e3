package dev.weft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.Observer;
import dev.weft.runtime.launch.WorkerRuntime;
import io.nats.client.api.ConsumerLimits;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;

/** How many messages a consumer may have out that Weft creates. */
class SlotsOnNatsTest extends HandlersOnNats {

  @Test
  void thereAreEnoughForAFastHandlerUnlessTheConfigurationSaysOtherwise() throws Exception {
    management.addStream(stream().build());

    start("").stop();
    start("consumer { durable_name = few, max_ack_pending = 7 }").stop();

    assertThat(slots("test")).isEqualTo(20_000);
    assertThat(slots("few")).isEqualTo(7);
  }

  @Test
  void thereAreTwiceAsManyAsMayBeInWork() throws Exception {
    management.addStream(stream().build());

    start("concurrency = 30000").stop();

    assertThat(slots("test")).isEqualTo(60_000);
  }

  @Test
  void aConsumerThatIsThereKeepsItsOwn() throws Exception {
    management.addStream(stream().build());
    start("consumer.max_ack_pending = 9").stop();

    start("").stop();

    assertThat(slots("test")).isEqualTo(9);
  }

  @Test
  void aStreamThatAllowsLessHasItsOwn() throws Exception {
    management.addStream(
        stream().consumerLimits(ConsumerLimits.builder().maxAckPending(50).build()).build());

    start("").stop();

    assertThat(slots("test")).isEqualTo(50);
  }

  private static StreamConfiguration.Builder stream() {
    return StreamConfiguration.builder().name("ORDERS").subjects("orders.>");
  }

  private long slots(String consumer) throws Exception {
    return management
        .getConsumerInfo("ORDERS", consumer)
        .getConsumerConfiguration()
        .getMaxAckPending();
  }

  private WorkerRuntime start(String settings) {
    return WorkerRuntime.start(
        Configs.read(
            """
            weft.nats.servers = "%s"
            weft.handlers.test { class = "%s", stream = ORDERS }
            weft.handlers.test { %s }
            """
                .formatted(server.url(), Configs.name(TestHandlers.Noting.class), settings)),
        Configs.CLASSES,
        Observer.none());
  }
}
