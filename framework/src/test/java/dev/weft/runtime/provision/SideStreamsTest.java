package dev.weft.runtime.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.config.WeftConfig;
import dev.weft.engine.SideStream;
import dev.weft.memory.MemoryTransport;
import dev.weft.runtime.Configs;
import dev.weft.runtime.TestHandlers;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.Transport;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which streams there are beside others, and what they are created with. */
class SideStreamsTest {

  private static final String ALL_KINDS =
      """
      weft.handlers.a {
        class = "%1$s", stream = ORDERS, ordering = key, key = "subject:2", on-exhausted = park-key
      }
      weft.handlers.b {
        class = "%1$s", stream = ORDERS, ordering = key, key = "subject:2"
        partitions { count = 2, subject = "orders.{partition}.*" }
      }
      weft.handlers.c { class = "%1$s", stream = ORDERS }
      """;

  @AutoClose private final MemoryTransport transport = new MemoryTransport();

  @Test
  void eachStreamHasThoseThatItsHandlersNeed() {
    assertThat(streams(transport, ALL_KINDS).needed())
        .extracting(ProvidedStream::name)
        .containsExactly(
            "ORDERS_DLQ", "ORDERS_DEATHS", "ORDERS_RETRY", "ORDERS_PARKED", "ORDERS_LEASES");
    assertThat(
            streams(
                    transport,
                    """
                    weft.handlers.a {
                      class = "%1$s", stream = ORDERS
                      dead-letters = false, scheduled-retries = false
                    }
                    weft.handlers.b { class = "%1$s", stream = BILLS, dead-letters = false }
                    """)
                .needed())
        .extracting(ProvidedStream::name)
        .containsExactly("BILLS_RETRY");
  }

  @ParameterizedTest
  @EnumSource(SideStream.class)
  void eachGoesWhereItsOriginalIsConfiguredToGo(SideStream kind) {
    String config =
        ALL_KINDS
            + """
            weft.streams.ORDERS {
              subjects = ["orders.>"]
              num_replicas = 3, storage = memory, placement.cluster = east, max_msgs = 5
            }
            """;

    assertThat(created(transport, config, kind))
        .containsEntry("num_replicas", 3L)
        .containsEntry("storage", "memory")
        .containsEntry("placement", Map.of("cluster", "east"))
        .doesNotContainKeys("max_msgs", "max_bytes");
  }

  @ParameterizedTest
  @EnumSource(SideStream.class)
  void theServersWordOnTheOriginalCountsMore(SideStream kind) {
    transport.create(
        new StreamSpec("ORDERS", Map.of("subjects", List.of("orders.>"), "num_replicas", 5)));

    assertThat(
            created(
                transport,
                ALL_KINDS + "weft.streams.ORDERS { subjects = [\"orders.>\"], num_replicas = 3 }",
                kind))
        .containsEntry("num_replicas", 5L);
  }

  @ParameterizedTest
  @EnumSource(SideStream.class)
  void eachTakesNatssKeysByConfiguration(SideStream kind) {
    String block =
        switch (kind) {
          case DEAD_LETTERS -> "dead-letters";
          case DEATHS -> "deaths";
          case RETRIES -> "scheduled-retries";
          case PARKED_KEYS -> "parked-keys";
          case LEASES -> "leases";
        };

    assertThat(
            created(
                transport,
                ALL_KINDS
                    + "weft."
                    + block
                    + ".stream { max_bytes = 10MiB, num_replicas = 2, storage = memory"
                    + ", compression = s2, description = d, metadata.team = a }",
                kind))
        .containsEntry("max_bytes", 10L << 20)
        .containsEntry("num_replicas", 2L)
        .containsEntry("storage", "memory")
        .containsEntry("compression", "s2")
        .containsEntry("description", "d")
        .containsEntry("metadata", Map.of("team", "a"));
  }

  @ParameterizedTest
  @EnumSource(SideStream.class)
  void whereTheAccountRequiresASizeItIsDerived(SideStream kind) {
    transport.create(
        new StreamSpec("ORDERS", Map.of("subjects", List.of("orders.>"), "max_bytes", 8 << 20)));
    Transport strict = requiringBytes(transport);
    boolean documents = kind == SideStream.PARKED_KEYS || kind == SideStream.LEASES;

    Map<String, Object> created = created(strict, ALL_KINDS, kind);

    assertThat(created).containsEntry("max_bytes", documents ? 1L << 20 : 8L << 20);
    if (documents || kind == SideStream.DEAD_LETTERS) {
      assertThat(created).as("refuses rather than forgets").containsEntry("discard", "new");
    }
    assertThat(created(transport, ALL_KINDS, kind)).doesNotContainKey("max_bytes");
  }

  @Test
  void aLimitedStreamRefusesRatherThanForgets() {
    String config = ALL_KINDS + "weft.dead-letters.stream { max_msgs = 5 }\n";

    assertThat(created(transport, config, SideStream.DEAD_LETTERS)).containsEntry("discard", "new");
    assertThat(
            created(
                transport,
                config + "weft.dead-letters.stream.discard = old",
                SideStream.DEAD_LETTERS))
        .containsEntry("discard", "old");
    assertThat(
            created(
                transport, config + "weft.dead-letters.stream.discard = new", SideStream.DEATHS))
        .containsEntry("max_msgs", 5L)
        .doesNotContainKey("discard");
    assertThat(
            created(
                transport,
                ALL_KINDS + "weft.parked-keys.stream { max_bytes = 1MiB }",
                SideStream.PARKED_KEYS))
        .containsEntry("discard", "new");
  }

  @Test
  void deathsHaveWhatDeadLettersHaveUnlessTheyAreToldOtherwise() {
    String config = ALL_KINDS + "weft.dead-letters.stream { max_age = 7d, max_bytes = 1GiB }\n";

    assertThat(created(transport, config, SideStream.DEATHS))
        .containsEntry("max_age", 604_800_000_000_000L)
        .containsEntry("max_bytes", 1L << 30);
    assertThat(created(transport, config + "weft.deaths.stream.max_age = 1d", SideStream.DEATHS))
        .containsEntry("max_age", 86_400_000_000_000L);
    assertThat(created(transport, config, SideStream.PARKED_KEYS))
        .doesNotContainKeys("max_age", "max_bytes");
  }

  private static Map<String, Object> created(Transport transport, String config, SideStream kind) {
    return streams(transport, config).of(kind, "ORDERS").created().settings();
  }

  private static SideStreams streams(Transport transport, String config) {
    WeftConfig read = Configs.read(config.formatted(Configs.name(TestHandlers.Noting.class)));
    return new SideStreams(read, transport);
  }

  private static Transport requiringBytes(Transport transport) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) ->
                method.getName().equals("limits")
                    ? new AccountLimits(10, true)
                    : method.invoke(transport, arguments));
  }
}
