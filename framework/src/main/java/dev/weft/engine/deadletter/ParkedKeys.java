package dev.weft.engine.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.Headers;
import dev.weft.MessageKey;
import dev.weft.TransportException;
import dev.weft.engine.HandlerId;
import dev.weft.engine.LogContext;
import dev.weft.engine.SideStream;
import dev.weft.transport.ConsumerSpec;
import dev.weft.transport.Delivery;
import dev.weft.transport.Transport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one handler that are parked, each with a mark in a stream beside the original one:
 * {@code ORDERS_PARKED} beside {@code ORDERS}. A key is parked for as long as its mark is there.
 *
 * <p>The marks are read when the worker opens, and known since, for only one worker at a time takes
 * from a consumer with an order by key. So while nothing is parked no message waits for a look.
 * Called by any thread.
 */
public final class ParkedKeys {

  private static final Logger log = LoggerFactory.getLogger(ParkedKeys.class);

  private static final int KEY_CHARS = 1024;

  private final Transport transport;
  private final HandlerId handler;
  private final MessageKey key;
  private final Runnable restore;
  private final Map<String, ParkedKey> parked = new ConcurrentHashMap<>();
  private final ReentrantLock turns = new ReentrantLock();
  private Iterator<ParkedKey> looks = Collections.emptyIterator(); // guarded by the lock

  /**
   * The parked keys of one handler's messages; none is known before the worker opens.
   *
   * @param key tells the messages' keys
   * @param restore creates the stream if it is gone; called before a second try
   */
  public ParkedKeys(Transport transport, HandlerId handler, MessageKey key, Runnable restore) {
    this.transport = transport;
    this.handler = handler;
    this.key = key;
    this.restore = restore;
  }

  /** Those of the same handler's messages from another consumer. */
  ParkedKeys on(ConsumerSpec other) {
    return new ParkedKeys(
        transport, new HandlerId(handler.name(), other.stream(), other.name()), key, restore);
  }

  /**
   * Reads all marks; a round trip, and one more for each.
   *
   * @throws TransportException if the server cannot be asked
   */
  public void load() {
    for (byte[] text : transport.all(stream(), prefix() + "*")) {
      ParkedKey.parse(text)
          .ifPresentOrElse(
              mark -> parked.put(mark.key(), mark),
              () ->
                  log.warn(
                      "stream {}: what is no mark of Weft's on {}* parks nothing",
                      stream(),
                      prefix()));
    }
    if (!parked.isEmpty()) {
      log.warn(
          "handler {}: keys that are parked, and whose messages become dead letters: {} (nats"
              + " stream view {})",
          handler.name(),
          parked.size(),
          stream());
    }
  }

  /**
   * The mark that keeps a message from being handled. Blocks for a round trip if its key was parked
   * by all that is known, since the mark may be gone by now.
   *
   * @throws TransportException if that cannot be asked now
   */
  public Optional<ParkedKey> find(Delivery delivery) {
    if (parked.isEmpty()) {
      return Optional.empty();
    }
    ParkedKey mark = key(delivery).map(parked::get).orElse(null);
    if (mark == null || !(mark.isSince(delivery) || mark.isBefore(delivery))) {
      return Optional.empty();
    }
    if (transport.last(stream(), subject(mark.key())).isEmpty()) {
      parked.remove(mark.key(), mark);
      log.info(
          "handler {}: key '{}' is parked no more, and goes on with {}",
          handler.name(),
          mark.shownKey(),
          LogContext.place(delivery));
      return Optional.empty();
    }
    return Optional.of(mark);
  }

  /**
   * Parks the key of a message; blocks until that is stored.
   *
   * @return its mark; empty if the key is parked already, or cannot be told
   * @throws TransportException if it could not be stored
   */
  Optional<ParkedKey> park(Delivery delivery, String reason) {
    Optional<String> its = key(delivery).filter(known -> !parked.containsKey(known));
    if (its.isEmpty()) {
      return Optional.empty();
    }
    var mark =
        new ParkedKey(its.get(), delivery.position().orElseThrow(), delivery.timestamp(), reason);
    try {
      publish(mark);
    } catch (TransportException e) {
      if (!e.isWithoutEffect()) {
        throw e;
      }
      restore.run();
      publish(mark);
    }
    forgetOneThatIsGone();
    parked.put(mark.key(), mark);
    return Optional.of(mark);
  }

  /** How many keys are parked, by all that is known. */
  int known() {
    return parked.size();
  }

  // A key that was released may never come again, and nobody would ask for its mark any more. For
  // each one that is added another one is looked at, in turns: so there are never many of those.
  private void forgetOneThatIsGone() {
    ParkedKey next = nextToLookAt();
    try {
      if (next != null && transport.last(stream(), subject(next.key())).isEmpty()) {
        parked.remove(next.key(), next);
      }
    } catch (TransportException e) {
      log.debug("handler {}: a mark is not looked for now", handler.name(), e);
    }
  }

  private @Nullable ParkedKey nextToLookAt() {
    turns.lock();
    try {
      if (!looks.hasNext()) {
        looks = parked.values().iterator();
      }
      return looks.hasNext() ? looks.next() : null;
    } finally {
      turns.unlock();
    }
  }

  /** What ends it, for an operator. */
  String howToRelease(ParkedKey mark) {
    return "nats stream purge " + stream() + " --subject " + subject(mark.key());
  }

  private Optional<String> key(Delivery delivery) {
    Optional<String> known = delivery.key();
    if (known.isPresent()) {
      return known.map(ParkedKeys::bounded);
    }
    try {
      return Optional.of(bounded(key.of(delivery.subject(), delivery.headers(), delivery.data())));
    } catch (Exception e) {
      log.debug("{} is given up, and its key cannot be told", delivery, e);
      return Optional.empty();
    }
  }

  // Without an id: a key that is parked anew is to have its mark anew. Of two copies one counts.
  private void publish(ParkedKey mark) {
    try {
      // No interrupt ends a join; the answer, or its time-out, does.
      transport.outbox().publishAsync(subject(mark.key()), mark.text(), Headers.empty()).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TransportException known ? known : e;
    }
  }

  private String stream() {
    return SideStream.PARKED_KEYS.name(handler.stream());
  }

  private String prefix() {
    return SideStream.PARKED_KEYS.prefix(handler.stream()) + handler.consumer() + ".";
  }

  /** A key may be of any length, and its mark has to fit into a message. */
  private static String bounded(String any) {
    return any.length() <= KEY_CHARS ? any : any.substring(0, KEY_CHARS) + "… " + hash(any);
  }

  /** A key may have any characters, a subject's token may not. */
  private String subject(String parkedKey) {
    return prefix() + hash(parkedKey);
  }

  private static String hash(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
