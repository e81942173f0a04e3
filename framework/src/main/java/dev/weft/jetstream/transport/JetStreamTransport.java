package dev.weft.jetstream.transport;

import dev.weft.ReceiveMode;
import dev.weft.TransportException;
import dev.weft.codec.json.Json;
import dev.weft.jetstream.api.Creation;
import dev.weft.jetstream.api.Inventory;
import dev.weft.jetstream.api.JetStreamApi;
import dev.weft.jetstream.api.JetStreamRegisters;
import dev.weft.jetstream.api.JsonSettings;
import dev.weft.jetstream.api.Namesake;
import dev.weft.jetstream.api.StoredMessageJson;
import dev.weft.jetstream.api.StreamStateJson;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.consumer.ServedConsumer;
import dev.weft.jetstream.consumer.Standing;
import dev.weft.jetstream.publish.JetStreamOutbox;
import dev.weft.jetstream.receive.ConsumeContext;
import dev.weft.jetstream.receive.ReceiveBudget;
import dev.weft.jetstream.receive.Receiving;
import dev.weft.jetstream.request.JetStreamRequests;
import dev.weft.jetstream.settings.ConnectionSettings;
import dev.weft.jetstream.settle.AckWriter;
import dev.weft.jetstream.settle.JetStreamDelivery;
import dev.weft.transport.AccountLimits;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.ConsumerState;
import dev.weft.transport.Delivery;
import dev.weft.transport.Kept;
import dev.weft.transport.Outbox;
import dev.weft.transport.Presence;
import dev.weft.transport.Registers;
import dev.weft.transport.Requests;
import dev.weft.transport.Source;
import dev.weft.transport.StreamSpec;
import dev.weft.transport.StreamState;
import dev.weft.transport.Transport;
import dev.weft.transport.settings.SettingDifferences;
import io.nats.client.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** NATS JetStream as a transport. */
public final class JetStreamTransport implements Transport {

  private static final String CREATES_WITHOUT_UPDATE = "2.10.0";
  private static final String SCHEDULES = "2.12.0";

  private final Link link;
  private final Receiving receiving;
  private final JetStreamApi api;
  private final Inventory inventory;
  private final Namesake namesake;
  private final JetStreamOutbox outbox;
  private final Creation creation;
  private final JetStreamRequests requests;
  private final Map<ConsumerSpec, Standing> standings = new ConcurrentHashMap<>();

  private JetStreamTransport(Link link, Duration publishTimeout, ReceiveBudget budget) {
    this.link = link;
    this.api = new JetStreamApi(link);
    this.receiving = new Receiving(link, api, budget, new AckWriter());
    this.inventory = new Inventory(api);
    this.creation =
        new Creation(api, inventory, () -> link.connection().getServerInfo().getVersion());
    this.namesake = new Namesake(api, link);
    this.outbox = new JetStreamOutbox(link, publishTimeout);
    this.requests = new JetStreamRequests(link);
  }

  /**
   * Connects; blocks until that is done. From then on it goes on by itself, whatever happens to the
   * connection: one that is closed for good is replaced by a new one, for which credentials and
   * certificates are read again.
   *
   * @param publishTimeout how long a publish waits for the server's confirmation
   * @throws TransportException if no server can be reached in the settings' time, or none lets this
   *     client in
   */
  public static JetStreamTransport connect(ConnectionSettings settings, Duration publishTimeout) {
    return connect(settings, publishTimeout, defaultReceiveBytes());
  }

  /**
   * As {@link #connect(ConnectionSettings, Duration)}.
   *
   * @param receiveBytes how many bytes of messages all sources together may have asked for and not
   *     read
   */
  public static JetStreamTransport connect(
      ConnectionSettings settings, Duration publishTimeout, long receiveBytes) {
    return new JetStreamTransport(
        Link.open(settings), publishTimeout, new ReceiveBudget(receiveBytes));
  }

  /** As {@code receiveBytes}, unless told otherwise: 24 MiB, or an eighth of a smaller heap. */
  public static long defaultReceiveBytes() {
    return ReceiveBudget.defaultBytes();
  }

  /**
   * A transport on a connection of the caller's, which stays open when the transport closes. It is
   * better opened with a {@link dev.weft.jetstream.connection.MendingDataPort}.
   */
  public static JetStreamTransport on(Connection connection, Duration publishTimeout) {
    return on(connection, ConnectionSettings.Subjects.DEFAULT.api(), publishTimeout);
  }

  /**
   * As {@link #on(Connection, Duration)}, for streams of another JetStream domain, or of an account
   * whose API is imported.
   *
   * @param api what the subjects of JetStream's API begin with, such as {@code $JS.hub.API}
   */
  public static JetStreamTransport on(Connection connection, String api, Duration publishTimeout) {
    return new JetStreamTransport(
        Link.on(connection, api), publishTimeout, ReceiveBudget.of(connection));
  }

  @Override
  public Survey survey(List<ConsumerSpec> consumers) {
    inventory.survey(consumers);
    return inventory::forget;
  }

  @Override
  public Presence inspect(StreamSpec stream) {
    return compare(stream.settings(), inventory.stream(stream.name()));
  }

  @Override
  public Presence inspect(ConsumerSpec consumer) {
    // What Weft relies on is compared even where the configuration leaves it to us.
    var settings = new HashMap<>(consumer.settings());
    settings.putIfAbsent("ack_policy", "explicit");
    settings.putIfAbsent("deliver_subject", "");
    return compare(settings, inventory.consumer(consumer.stream(), consumer.name()));
  }

  @Override
  public Optional<Map<String, Object>> settings(StreamSpec stream) {
    return inventory.stream(stream.name()).map(JsonSettings::plain);
  }

  @Override
  public Optional<StreamState> state(String stream) {
    return api.streamInfo(stream).map(StreamStateJson::read);
  }

  @Override
  public Optional<StreamState> state(String stream, String subjects) {
    return api.streamInfo(stream, subjects).map(StreamStateJson::read);
  }

  @Override
  public Optional<Map<String, Object>> settings(ConsumerSpec consumer) {
    return inventory.consumer(consumer.stream(), consumer.name()).map(JsonSettings::plain);
  }

  @Override
  public List<String> streamsTaking(String subjects) {
    return api.streamsTaking(subjects);
  }

  @Override
  public AccountLimits limits() {
    return inventory.limits();
  }

  @Override
  public ConsumerState state(ConsumerSpec consumer) {
    return api.state(consumer.stream(), consumer.name()).orElseThrow(() -> missing(consumer));
  }

  @Override
  public void create(StreamSpec stream) {
    creation.create(stream);
  }

  @Override
  public void create(ConsumerSpec consumer) {
    // An older server would take the call for an update, of replicas that are at work as well.
    if (link.connection().getServerInfo().isOlderThanVersion(CREATES_WITHOUT_UPDATE)
        && inspect(consumer) instanceof Presence.Differs(var differences)) {
      throw TransportException.lasting(
          "consumer "
              + consumer.stream()
              + "/"
              + consumer.name()
              + ": exists otherwise than configured: "
              + String.join("; ", differences),
          null);
    }
    creation.create(consumer);
  }

  @Override
  public Source open(ConsumerSpec consumer, ReceiveMode mode) {
    Json info = inventory.toOpen(consumer).orElseThrow(() -> missing(consumer));
    String created = JetStreamApi.created(info);
    namesake.look(consumer, created);
    Standing standing = standing(consumer);
    boolean doubtful = standing.isDoubtful();
    var context =
        new ConsumeContext(
            receiving,
            new ServedConsumer(consumer, standing, standing.life(created)),
            info.path("config"),
            mode);
    if (doubtful) {
      proveOrClose(context);
    }
    return context;
  }

  private static void proveOrClose(ConsumeContext context) {
    boolean proven = false;
    try {
      context.prove();
      proven = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportException.passing("interrupted while opening a consumer", e);
    } finally {
      if (!proven) {
        context.close();
      }
    }
  }

  private Standing standing(ConsumerSpec consumer) {
    return standings.computeIfAbsent(
        consumer,
        one -> {
          var standing = new Standing(one, api.pullSubject(one));
          link.tellErrors(standing::hear);
          return standing;
        });
  }

  @Override
  public Optional<Delivery> recall(ConsumerSpec consumer, long sequence, int deliveries) {
    return api.message(consumer.stream(), sequence)
        .map(message -> StoredMessageJson.read(message, consumer, deliveries))
        .map(message -> new JetStreamDelivery(link, standing(consumer).life(), message));
  }

  @Override
  public Optional<byte[]> last(String stream, String subject) {
    return api.lastMessage(stream, subject).map(StoredMessageJson::data);
  }

  @Override
  public List<byte[]> all(String stream, String subjects) {
    var all = new ArrayList<byte[]>();
    Optional<Json> next = api.nextMessage(stream, 1, subjects);
    while (next.isPresent()) {
      all.add(StoredMessageJson.data(next.get()));
      next = api.nextMessage(stream, next.get().path("seq").asLong() + 1, subjects);
    }
    return all;
  }

  @Override
  public Optional<Kept> next(String stream, long sequence, String subjects) {
    return api.nextMessage(stream, sequence, subjects).map(StoredMessageJson::kept);
  }

  @Override
  public boolean keepsSchedules() {
    return link.connection().getServerInfo().isSameOrNewerThanVersion(SCHEDULES);
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Registers registers(Duration limit) {
    return new JetStreamRegisters(api, outbox, limit);
  }

  @Override
  public Requests requests() {
    return requests;
  }

  @Override
  public Optional<String> problem() {
    return link.problem();
  }

  @Override
  public void close() {
    requests.close();
    outbox.close();
    link.close();
  }

  private static TransportException missing(ConsumerSpec consumer) {
    return TransportException.lasting(
        "consumer "
            + consumer.stream()
            + "/"
            + consumer.name()
            + ": the server has none of this name; create it first",
        null);
  }

  private static Presence compare(Map<String, Object> configured, Optional<Json> server) {
    if (server.isEmpty()) {
      return new Presence.Absent();
    }
    List<String> differences =
        SettingDifferences.between(configured, JsonSettings.plain(server.get()), Instant.now());
    return differences.isEmpty() ? new Presence.Same() : new Presence.Differs(differences);
  }
}
