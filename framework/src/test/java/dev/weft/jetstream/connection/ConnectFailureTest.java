package dev.weft.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of several failures to connect is told. */
class ConnectFailureTest {

  private final Exception reason = new IOException(new SSLException("no valid path"));

  static Stream<Exception> cutOffs() {
    return Stream.of(
        new TimeoutException(),
        new EOFException(),
        new IOException(new SocketException("Socket is closed")),
        new SSLException("closing inbound before receiving peer's close_notify"));
  }

  @ParameterizedTest
  @MethodSource("cutOffs")
  void whatOnlySaysThatItWasCutOffTakesNoReasonsPlace(Exception cutOff) {
    assertThat(ConnectFailure.telling(reason, cutOff)).isSameAs(reason);
    assertThat(ConnectFailure.telling(cutOff, reason)).isSameAs(reason);
  }

  @Test
  void ofTwoReasonsAndOfTwoThatSayNothingTheLaterIsTold() {
    var nobodyThere = new ConnectException("Connection refused");
    var end = new EOFException();

    assertThat(ConnectFailure.telling(reason, nobodyThere)).isSameAs(nobodyThere);
    assertThat(ConnectFailure.telling(new TimeoutException(), end)).isSameAs(end);
    assertThat(ConnectFailure.telling(null, end)).isSameAs(end);
    assertThat(ConnectFailure.telling(end, null)).isSameAs(end);
  }
}
