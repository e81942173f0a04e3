package dev.weft.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "nats://nats.test:4333,            nats.test, 4333",
    "tls://nats.test,                  nats.test, 4222",
    "nats.test:4333,                   nats.test, 4333",
    "nats.test,                        nats.test, 4222",
    "nats://user:password@nats.test:1, nats.test, 1",
    "nats://[::1]:4222,                ::1,       4222",
  })
  void theAddressIsReadFromAServersUrl(String url, String host, int port) {
    assertThat(ServerAddress.parse(url)).contains(new ServerAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nats://", "nats://a b", "://"})
  void whatIsNoUrlHasNoAddress(String url) {
    assertThat(ServerAddress.parse(url)).isEmpty();
  }
}
