package dev.weft.memory;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.StreamPosition;
import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.StreamState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps messages by sequence, for its consumers. Guarded by {@link Guard}. */
final class MemoryStream {

  private final String name;
  private final StreamSettings settings;
  private final Advisories advisories;
  private final Guard guard;
  private final Ticker ticker;
  private final DuplicateWindow duplicates;
  private final Schedules schedules;
  private final NavigableMap<Long, StoredMessage> messages = new TreeMap<>();
  private final Map<String, MemoryConsumer> consumers = new LinkedHashMap<>();
  private long lastSequence;

  MemoryStream(
      String name, StreamSettings settings, Advisories advisories, Guard guard, Ticker ticker) {
    this.name = name;
    this.settings = settings;
    this.advisories = advisories;
    this.guard = guard;
    this.ticker = ticker;
    this.duplicates = new DuplicateWindow(settings.duplicateWindow(), ticker);
    this.schedules = new Schedules(name, settings, ticker);
  }

  String name() {
    return name;
  }

  StreamSettings settings() {
    return settings;
  }

  /** How it stands; its bytes are those of its messages' data. */
  StreamState state(Predicate<String> asked) {
    long bytes = messages.values().stream().mapToLong(message -> message.data().length).sum();
    Map<String, Long> subjects =
        messages.values().stream()
            .map(StoredMessage::subject)
            .filter(asked)
            .collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    return new StreamState(settings.all().values(), messages.size(), bytes, lastSequence, subjects);
  }

  /** Stores a message, unless one came under the same {@value Headers#NATS_MESSAGE_ID} lately. */
  PublishReceipt store(String subject, byte[] data, Headers headers) {
    boolean scheduled = schedules.check(subject, headers);
    Optional<String> key = headers.first(Headers.NATS_MESSAGE_ID).filter(id -> !id.isEmpty());
    Optional<Long> earlier = key.flatMap(duplicates::find);
    if (earlier.isPresent()) {
      var position = new StreamPosition(name, earlier.get());
      return new PublishReceipt(position, StoredMessage.id(headers, position), true);
    }
    if (settings.bounds().refusesWhenFull() && messages.size() >= settings.bounds().messages()) {
      throw TransportException.lasting(
          "publish to " + subject + ": refused: maximum messages exceeded", null);
    }
    lastSequence++;
    var position = new StreamPosition(name, lastSequence);
    var message = new StoredMessage(position, subject, ticker.instant(), headers, data);
    key.ifPresent(id -> duplicates.remember(id, lastSequence));
    messages.put(lastSequence, message);
    if (messages.size() > settings.bounds().messages()) {
      messages.pollFirstEntry();
    }
    makeRoom(subject);
    if (scheduled) {
      schedules.add(message).ifPresent(before -> messages.remove(before.sequence()));
      consumers.values().forEach(MemoryConsumer::wake); // they sleep until the first is due
    }
    consumers.values().forEach(consumer -> consumer.stored(message));
    return new PublishReceipt(position, message.id(), false);
  }

  // One that was stored makes one too many at most.
  private void makeRoom(String subject) {
    long most = settings.bounds().perSubject();
    if (most < Long.MAX_VALUE && countFrom(0, subject::equals) > most) {
      messages.values().stream()
          .filter(message -> message.subject().equals(subject))
          .findFirst()
          .ifPresent(oldest -> messages.remove(oldest.sequence()));
    }
  }

  /** The last message on a subject. */
  Optional<StoredMessage> last(String subject) {
    return lastFirst().stream().filter(message -> message.subject().equals(subject)).findFirst();
  }

  /** Publishes the scheduled messages whose time has come. */
  void publishDue() {
    for (Schedules.Schedule due : schedules.removeDue()) {
      // It may have been let go meanwhile, to make room for newer ones.
      if (messages.remove(due.message().sequence()) != null) {
        store(due.target(), due.message().data(), due.headers());
      }
    }
  }

  /** When the next scheduled message is due, or {@link Unsettled#NEVER}. */
  long nextDue() {
    return schedules.earliest();
  }

  /** The first message from a sequence on, or null. */
  @Nullable StoredMessage from(long sequence) {
    Map.Entry<Long, StoredMessage> entry = messages.ceilingEntry(sequence);
    return entry == null ? null : entry.getValue();
  }

  /** How many messages there are from a sequence on, of those whose subject is wanted. */
  long countFrom(long sequence, Predicate<String> wanted) {
    return messages.tailMap(sequence, true).values().stream()
        .filter(message -> wanted.test(message.subject()))
        .count();
  }

  /** All messages, the last one first. */
  Collection<StoredMessage> lastFirst() {
    return messages.descendingMap().values();
  }

  /** All messages from a sequence on, the first one first. */
  Collection<StoredMessage> firstFirst(long from) {
    return messages.tailMap(from, true).values();
  }

  Optional<StoredMessage> message(long sequence) {
    return Optional.ofNullable(messages.get(sequence));
  }

  boolean has(long sequence) {
    return messages.containsKey(sequence);
  }

  long lastSequence() {
    return lastSequence;
  }

  /** A consumer is done with a message for good. */
  void finished(long sequence) {
    if (settings.workQueue()) {
      messages.remove(sequence);
    }
  }

  Optional<MemoryConsumer> consumer(String consumer) {
    return Optional.ofNullable(consumers.get(consumer));
  }

  Collection<MemoryConsumer> consumers() {
    return consumers.values();
  }

  void add(ConsumerSpec spec) {
    ConsumerSettings wanted = ConsumerSettings.of(spec);
    if (settings.workQueue()) {
      checkWorkQueue(spec, wanted);
    }
    consumers.put(
        spec.name(), new MemoryConsumer(spec.name(), this, wanted, advisories, guard, ticker));
  }

  // A work queue's message goes with its first acknowledgement: a server lets no two consumers
  // wait for the same one, and none skip what others never take.
  private void checkWorkQueue(ConsumerSpec spec, ConsumerSettings wanted) {
    if (wanted.start() != ConsumerSettings.Start.ALL) {
      throw wanted.all().refusal("deliver_policy", "a work queue's consumer has to have \"all\"");
    }
    consumers.forEach(
        (other, consumer) -> {
          if (consumer.settings().overlap(wanted)) {
            throw TransportException.lasting(
                "consumer %s/%s: its messages are those of consumer %s, and %s is a work queue;"
                        .formatted(name, spec.name(), other, name)
                    + " give them filter subjects that have nothing in common",
                null);
          }
        });
  }
}
