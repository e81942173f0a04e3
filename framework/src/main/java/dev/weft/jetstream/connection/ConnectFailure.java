package dev.weft.jetstream.connection;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.transport.settings.SettingText;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no server could be connected to; jnats says no more than that none could. */
final class ConnectFailure {

  private static final int MOST = 20; // causes that are looked at

  private ConnectFailure() {}

  /** The end of the tries, the last of which failed by {@code failure}, as far as is known. */
  static TransportException unreachable(ConnectionSettings settings, @Nullable Throwable failure) {
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
  static TransportException failed(ConnectionSettings settings, @Nullable Throwable failure) {
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
        settings.shownServers() + " refuses this client: " + refusal.getMessage(), refusal);
  }

  /**
   * Of two failures in a row the one that says more: the later, unless it says no more than that
   * the connection was cut off, as closing it after the earlier one may do.
   */
  static <T extends Throwable> @Nullable T telling(@Nullable T earlier, @Nullable T later) {
    return later == null || (earlier != null && saysWhy(earlier) && !saysWhy(later))
        ? earlier
        : later;
  }

  private static boolean saysWhy(Throwable failure) {
    return causes(failure).stream().noneMatch(ConnectFailure::isCutOff);
  }

  /** What the cause of all causes says, for people. */
  static String innermost(Throwable failure) {
    List<Throwable> all = causes(failure);
    // Our own names the file and what is wrong with it, which its cause does not.
    Optional<Throwable> known =
        all.stream().filter(TransportException.class::isInstance).findFirst();
    Throwable cause = known.orElse(all.getLast());
    if (cause instanceof NoSuchFileException) { // says no more than the file's name
      return "there is no such file";
    }
    if (cause instanceof UnknownHostException) {
      return "unknown host " + cause.getMessage();
    }
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String why(ConnectionSettings settings, Throwable failure) {
    String said =
        causes(failure).stream()
            .filter(SSLException.class::isInstance)
            .map(Throwable::getMessage)
            .filter(Objects::nonNull)
            .findFirst() // names the step that failed, which what it wraps does not
            .orElseGet(() -> innermost(failure));
    // A server that misses a client's certificate says so after the handshake, mostly unheard.
    return settings.wantsTls() && !saysWhy(failure)
        ? said + " (does the server want a client certificate, or another one?)"
        : said;
  }

  private static boolean isCutOff(Throwable failure) {
    return switch (failure) {
      case TimeoutException late -> true;
      case CancellationException ended -> true;
      case EOFException end -> true;
      case ConnectException nobodyThere -> false;
      case SocketException reset -> true;
      case SSLException closed -> String.valueOf(closed.getMessage()).contains("close_notify");
      default -> false;
    };
  }

  private static List<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST).toList();
  }
}
