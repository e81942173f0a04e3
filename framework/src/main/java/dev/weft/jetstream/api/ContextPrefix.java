package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.jetstream.settings.ConnectionSettings.Subjects;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out over which JetStream API a context of jnats's reaches its consumer. In another domain,
 * or account, there may be another consumer of the same name.
 *
 * <p>jnats has no method that tells, so its fields are read. Where they cannot be, as in a later
 * version or a context of somebody else's, the consumer is accepted if it is the one that the plain
 * API knows.
 */
public final class ContextPrefix {

  private static final Logger log = LoggerFactory.getLogger(ContextPrefix.class);

  private static final String[] FIELDS = {"streamCtx", "js", "jso"};

  private ContextPrefix() {}

  /**
   * What the subjects of the context's API begin with. May ask the server.
   *
   * @throws IllegalArgumentException if it cannot be found out
   */
  public static String of(Connection connection, ConsumerContext context) {
    return read(context)
        .map(JetStreamOptions::getPrefix)
        .map(prefix -> prefix.substring(0, prefix.length() - 1)) // without its dot
        .orElseGet(() -> plain(connection, context));
  }

  private static Optional<JetStreamOptions> read(Object context) {
    Object value = context;
    try {
      for (String name : FIELDS) {
        Field field = field(value.getClass(), name);
        field.setAccessible(true);
        value = field.get(value);
        if (value == null) {
          return Optional.empty();
        }
      }
      return Optional.of(value).map(JetStreamOptions.class::cast);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.debug("{}: cannot be read", context.getClass().getName(), e);
      return Optional.empty();
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    throw new NoSuchFieldException(type.getName() + "." + name);
  }

  private static String plain(Connection connection, ConsumerContext context) {
    ConsumerInfo info = context.getCachedConsumerInfo();
    String name = info.getStreamName() + "/" + info.getName();
    if (!isTheSame(info, connection)) {
      throw new IllegalArgumentException(
          "consumer "
              + name
              + ": the context, a "
              + context.getClass().getName()
              + ", reaches another consumer than "
              + Subjects.DEFAULT.api()
              + " does; expected a context made by jnats 2.26, of which Weft can read the prefix");
    }
    return Subjects.DEFAULT.api();
  }

  private static boolean isTheSame(ConsumerInfo info, Connection connection) {
    try {
      return connection
          .jetStreamManagement()
          .getConsumerInfo(info.getStreamName(), info.getName())
          .getCreationTime()
          .equals(info.getCreationTime());
    } catch (JetStreamApiException e) {
      return false; // there is none
    } catch (IOException e) {
      throw TransportException.passing(
          "consumer " + info.getStreamName() + "/" + info.getName() + ": " + e.getMessage(), e);
    }
  }
}
