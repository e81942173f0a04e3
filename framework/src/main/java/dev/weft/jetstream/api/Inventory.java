package dev.weft.jetstream.api;

import dev.weft.codec.json.Json;
import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams and consumers that the server has, and what it lets this user create. While somebody
 * surveys them each is asked for once, and what is created is known by the server's answer to that.
 * What a survey knows of a consumer, and of its stream, is good until its first source is opened,
 * too.
 *
 * <p>Any thread may call any method; one at a time surveys.
 */
public final class Inventory {

  /** After that a consumer may be another one. */
  private static final long GOOD_NANOS = Duration.ofSeconds(30).toNanos();

  private final JetStreamApi api;
  private volatile @Nullable ServerSurvey survey;
  private volatile @Nullable ServerSurvey last; // one that is over
  private volatile long lastEnd;

  public Inventory(JetStreamApi api) {
    this.api = api;
  }

  /** Begins to remember, and asks for these consumers and their streams; until {@link #forget}. */
  public void survey(List<ConsumerSpec> consumers) {
    var begun = new ServerSurvey(api);
    begun.askFor(consumers);
    survey = begun;
  }

  /** Remembers nothing any more, but what is good for first sources. */
  public void forget() {
    ServerSurvey over = survey;
    lastEnd = System.nanoTime();
    last = over;
    survey = null;
    if (over != null && over.isKnowing()) {
      Threads.start(Machine.real(), "weft-forget-survey", () -> forgetLater(over));
    }
  }

  // Nobody may ask for what is left of it, and it is some KiB for each consumer.
  private void forgetLater(ServerSurvey over) {
    try {
      Machine.real().sleep(GOOD_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // so it is forgotten now
    }
    if (over.equals(last)) {
      last = null;
    }
  }

  /** What the account lets its user create; no limits if the user may not ask for them. */
  public AccountLimits limits() {
    ServerSurvey now = survey;
    return now == null ? AccountLimitsJson.ask(api) : now.limits();
  }

  /** A stream's configuration; empty if there is none. */
  public Optional<Json> stream(String name) {
    ServerSurvey now = survey;
    if (now == null) {
      ServerSurvey over = last();
      now = over != null && over.isAwaited(name) ? over : null;
    }
    return now == null ? api.stream(name) : now.stream(name).map(info -> info.path("config"));
  }

  /**
   * A consumer's configuration; empty if there is none.
   *
   * @throws dev.weft.TransportException if there is no such stream either
   */
  public Optional<Json> consumer(String stream, String name) {
    ServerSurvey now = survey;
    if (now != null) {
      return now.consumer(stream, name).map(info -> info.path("config"));
    }
    ServerSurvey over = last();
    return over != null && over.isAwaited(stream, name)
        ? over.consumer(stream, name).map(info -> info.path("config"))
        : api.consumer(stream, name);
  }

  /**
   * What the server says of a consumer that is to be taken from; empty if there is none.
   *
   * @throws dev.weft.TransportException if there is no such stream either
   */
  public Optional<Json> toOpen(ConsumerSpec consumer) {
    ServerSurvey over = last();
    Json known = over == null ? null : over.take(consumer);
    return known == null ? api.info(consumer.stream(), consumer.name()) : Optional.of(known);
  }

  private @Nullable ServerSurvey last() {
    if (last != null && System.nanoTime() - lastEnd > GOOD_NANOS) {
      last = null;
    }
    return last;
  }

  /** Takes the server's answer to a creation. */
  void created(StreamSpec stream, Json info) {
    ServerSurvey now = survey;
    if (now != null) {
      now.stream(stream.name(), info);
    }
  }

  /** Takes the server's answer to a creation. */
  void created(ConsumerSpec consumer, Json info) {
    ServerSurvey now = survey;
    if (now != null) {
      now.consumer(consumer, info);
    }
  }
}
