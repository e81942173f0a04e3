package dev.weft.jetstream.api;

import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.wire.AckPayload;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.StreamSpec;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's JSON API for streams and consumers, spoken directly, so that every setting the
 * server knows can be passed through: jnats's configuration classes drop the keys they do not know.
 *
 * <p>Each call blocks for one round trip, 10 s at most. It may be made twice, which each of them
 * takes: what was created meanwhile is as configured.
 */
public final class JetStreamApi {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(2);
  private static final int NOT_FOUND = 404;
  private static final int STREAM_NOT_FOUND = 10059;
  private static final int SERVER_SIDE = 500;

  private final Link link;
  private final String prefix;

  /** The API that a link names. */
  public JetStreamApi(Link link) {
    this(link, link.api());
  }

  /**
   * Another API over a link.
   *
   * @param prefix what its subjects begin with, such as {@code $JS.API}
   */
  public JetStreamApi(Link link, String prefix) {
    this.link = link;
    this.prefix = prefix + ".";
  }

  /** The full subject of a call. */
  String subject(String call) {
    return prefix + call;
  }

  /** Where a consumer's pulls go. */
  public String pullSubject(ConsumerSpec consumer) {
    return subject("CONSUMER.MSG.NEXT." + consumer.stream() + "." + consumer.name());
  }

  /**
   * Fails unless a consumer answers an acknowledgement: one of a message that is not there, which
   * changes nothing. Waits for 2 s at most.
   *
   * @param look called meanwhile; fails if the server has refused it
   */
  public void proveAcknowledgement(String stream, String name, Runnable look) {
    String subject = "$JS.ACK." + stream + "." + name + ".1.999999999999999.1.1.0";
    ApiCall.answer(link, subject, AckPayload.IN_PROGRESS.bytes(), SHORT_TIMEOUT, look);
  }

  /** A stream's configuration as the server has it; empty if there is none. */
  public Optional<Json> stream(String name) {
    return config(streamInfo(name));
  }

  /** What the server says of a stream; empty if there is none. */
  public Optional<Json> streamInfo(String name) {
    return call("STREAM.INFO." + name, Json.object(), TIMEOUT);
  }

  /** As {@link #streamInfo(String)}, with the number of messages on some subjects. */
  public Optional<Json> streamInfo(String name, String subjects) {
    return call("STREAM.INFO." + name, Json.object().with("subjects_filter", subjects), TIMEOUT);
  }

  /**
   * A consumer's configuration as the server has it; empty if there is none.
   *
   * @throws TransportException if there is no such stream either
   */
  public Optional<Json> consumer(String stream, String name) {
    return config(info(stream, name, TIMEOUT));
  }

  /**
   * What the server says of a consumer; empty if there is none.
   *
   * @throws TransportException if there is no such stream either
   */
  public Optional<Json> info(String stream, String name) {
    return info(stream, name, TIMEOUT);
  }

  /**
   * A page of what the server says of a stream's consumers.
   *
   * @param offset how many come before it
   */
  Json consumers(String stream, int offset) {
    return call("CONSUMER.LIST." + stream, Json.object().with("offset", offset), TIMEOUT)
        .orElse(Json.object());
  }

  /** As {@link #info(String, String)}, but waits for 2 s at most. */
  Optional<Json> infoSoon(String stream, String name) {
    return info(stream, name, SHORT_TIMEOUT);
  }

  /** When the consumer that the server has told of was created, in its own words. */
  public static String created(Json info) {
    return info.path("created").asText();
  }

  /**
   * Asks for a consumer, and returns at once.
   *
   * @param listener is told on a thread of the client's, so it must not block: the server's word,
   *     which is empty if the consumer is gone; null if it did not answer
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the listener is told in any case
  public void tell(ConsumerSpec consumer, Consumer<@Nullable Json> listener) {
    String subject = subject("CONSUMER.INFO." + consumer.stream() + "." + consumer.name());
    link.connection()
        .requestWithTimeout(subject, new byte[0], SHORT_TIMEOUT)
        .whenComplete((answer, failure) -> listener.accept(failure == null ? told(answer) : null));
  }

  private static @Nullable Json told(Message answer) {
    try {
      Json info = Json.read(answer.getData());
      boolean gone = info.path("error").path("code").asInt() == NOT_FOUND;
      return gone ? Json.object() : info.has("created") ? info : null;
    } catch (IOException e) {
      return null; // not the answer of a JetStream server
    }
  }

  /** How a consumer stands; empty if there is none. */
  public Optional<ConsumerState> state(String stream, String name) {
    return info(stream, name, TIMEOUT).map(JetStreamApi::state);
  }

  /**
   * As {@link #state}, but waits for 2 s at most.
   *
   * @throws TransportException if the server does not answer by then, or there is none
   */
  public ConsumerState stateSoon(String stream, String name) {
    return info(stream, name, SHORT_TIMEOUT)
        .map(JetStreamApi::state)
        .orElseThrow(
            () -> TransportException.passing("consumer " + stream + "/" + name + ": gone", null));
  }

  /**
   * Whether a consumer is there, asked where the server seems silent: waits for 2 s at most.
   *
   * @throws TransportException if the server does not answer by then, or has no such stream either
   */
  public boolean has(String stream, String name) {
    return info(stream, name, SHORT_TIMEOUT).isPresent();
  }

  /** The names of the streams that take some of these subjects. */
  public List<String> streamsTaking(String subjects) {
    Json names =
        call("STREAM.NAMES", Json.object().with("subject", subjects), SHORT_TIMEOUT)
            .map(answer -> answer.path("streams"))
            .orElse(Json.missing());
    var all = new ArrayList<String>();
    names.forEach(name -> all.add(name.asText()));
    return List.copyOf(all);
  }

  /** What the server says of the account: its limits, and what it uses of them. */
  public Json account() {
    return call("INFO", Json.object(), SHORT_TIMEOUT)
        .orElseThrow(() -> TransportException.lasting("the account has no JetStream", null));
  }

  /** Deletes a stream with all that it has. */
  void deleteStream(String name) {
    call("STREAM.DELETE." + name, Json.object(), TIMEOUT);
  }

  /** Deletes a consumer. */
  void deleteConsumer(String stream, String name) {
    call("CONSUMER.DELETE." + stream + "." + name, Json.object(), TIMEOUT);
  }

  /** Creates a stream, and returns what the server then says of it. */
  Json create(StreamSpec stream) {
    Json config = Json.of(stream.settings()).with("name", stream.name());
    return created("STREAM.CREATE." + stream.name(), config);
  }

  /** Creates a consumer, and returns what the server then says of it. */
  Json create(ConsumerSpec consumer) {
    Json config =
        Json.of(consumer.settings())
            .withDefault("ack_policy", "explicit") // the server's own is none
            .with("durable_name", consumer.name())
            .with("name", consumer.name());
    Json request =
        Json.object()
            .with("stream_name", consumer.stream())
            .with("config", config)
            .with("action", "create"); // servers from 2.10 then refuse to update one that differs
    String call = "CONSUMER.CREATE." + consumer.stream() + "." + consumer.name();
    Json filter = config.get("filter_subject");
    // With the filter in the subject, permissions can be given by it.
    return created(filter == null ? call : call + "." + filter.asText(), request);
  }

  /** A message as its stream keeps it; empty if there is none, or no such stream. */
  public Optional<Json> message(String stream, long sequence) {
    return message(stream, Json.object().with("seq", sequence), TIMEOUT);
  }

  /** The last message that a stream keeps on a subject; empty if there is none, or no stream. */
  public Optional<Json> lastMessage(String stream, String subject) {
    return lastMessage(stream, subject, TIMEOUT);
  }

  /** As {@link #lastMessage}, but waits so long at most. */
  public Optional<Json> lastMessage(String stream, String subject, Duration limit) {
    return message(stream, Json.object().with("last_by_subj", subject), limit);
  }

  /**
   * The first message on some subjects from a sequence on; empty if there is none, or no stream.
   */
  public Optional<Json> nextMessage(String stream, long sequence, String subjects) {
    return message(
        stream, Json.object().with("seq", sequence).with("next_by_subj", subjects), TIMEOUT);
  }

  // Answered by the stream's leader, so that it has what was confirmed before.
  private Optional<Json> message(String stream, Json request, Duration limit) {
    return call("STREAM.MSG.GET." + stream, request, limit).map(answer -> answer.path("message"));
  }

  private Json created(String call, Json request) {
    return call(call, request, TIMEOUT)
        .orElseThrow(() -> TransportException.lasting(call + ": not found", null));
  }

  private static ConsumerState state(Json info) {
    return new ConsumerState(
        info.path("num_pending").asLong(),
        info.path("num_ack_pending").asLong(),
        info.path("num_waiting").asLong(),
        info.path("config").path("max_ack_pending").asInt(-1),
        info.path("config").path("max_deliver").asInt(-1),
        delivered(info.path("delivered")));
  }

  private static ConsumerState.Delivered delivered(Json last) {
    return new ConsumerState.Delivered(
        last.path("consumer_seq").asLong(), last.path("stream_seq").asLong());
  }

  private static Optional<Json> config(Optional<Json> info) {
    return info.map(answer -> answer.path("config"));
  }

  private Optional<Json> info(String stream, String name, Duration limit) {
    return call("CONSUMER.INFO." + stream + "." + name, Json.object(), limit);
  }

  private Optional<Json> call(String call, Json request, Duration limit) {
    Json answer = ask(call, request, limit);
    Json error = answer.get("error");
    if (error == null) {
      return Optional.of(answer);
    }
    int code = error.path("code").asInt();
    int reason = error.path("err_code").asInt();
    if (reason == STREAM_NOT_FOUND && call.startsWith("CONSUMER.")) {
      throw TransportException.lasting(call + ": the server has no such stream; create it", null);
    }
    if (code == NOT_FOUND) {
      return Optional.empty();
    }
    String what =
        call
            + ": "
            + error.path("description").asText()
            + " ("
            + code
            + "/"
            + reason
            + ")"
            + ErrorHint.of(reason);
    throw code >= SERVER_SIDE
        ? TransportException.passing(what, null)
        : TransportException.lasting(what, null);
  }

  private Json ask(String call, Json request, Duration limit) {
    Message answer = ApiCall.answer(link, subject(call), request.bytes(), limit, () -> {});
    try {
      return Json.read(answer.getData());
    } catch (IOException e) {
      throw TransportException.lasting(call + ": the answer is not JSON: " + e.getMessage(), e);
    }
  }
}
