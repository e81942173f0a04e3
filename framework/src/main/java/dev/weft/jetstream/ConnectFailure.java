package dev.weft.jetstream;

import dev.weft.transport.SettingText;
import dev.weft.transport.TransportException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no server could be connected to; jnats says no more than that none could. */
final class ConnectFailure {

  private ConnectFailure() {}

  /** The end of the tries, the last of which failed by {@code failure}, as far as is known. */
  static TransportException unreachable(ConnectionSettings settings, @Nullable Exception failure) {
    return TransportException.lasting(
        "cannot connect to "
            + settings.shownServers()
            + " within "
            + SettingText.of(settings.connectTimeout())
            + ": "
            + (failure == null ? "no server answers" : why(settings, failure))
            + "; is it running, and are weft.nats.servers and weft.nats.tls right?",
        failure);
  }

  /** One try of many failed. */
  static TransportException failed(ConnectionSettings settings, @Nullable Exception failure) {
    return TransportException.passing(
        "cannot connect to "
            + settings.shownServers()
            + ": "
            + (failure == null ? "no server answers" : why(settings, failure)),
        failure);
  }

  /** A server knows no such client. */
  static TransportException refused(ConnectionSettings settings, Exception refusal) {
    return TransportException.lasting(
        settings.shownServers() + " does not let this client in: " + refusal.getMessage(), refusal);
  }

  /** What the cause of all causes says, for people. */
  static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NoSuchFileException) { // says no more than the file's name
      return "there is no such file";
    }
    if (cause instanceof UnknownHostException) {
      return "unknown host " + cause.getMessage();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String why(ConnectionSettings settings, Exception failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SSLException && each.getMessage() != null) {
        return each.getMessage(); // names the step that failed, which what it wraps does not
      }
    }
    String said = failure instanceof TimeoutException ? "no answer in time" : innermost(failure);
    // A server that misses a client's certificate says so after the handshake, mostly unheard.
    return settings.wantsTls() && isCutOff(failure)
        ? said + " (does the server want a client certificate, or another one?)"
        : said;
  }

  private static boolean isCutOff(Exception failure) {
    return failure instanceof TimeoutException
        || (failure instanceof SocketException && !(failure instanceof ConnectException));
  }
}
