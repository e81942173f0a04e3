package dev.weft.jetstream.consumer;

import dev.weft.TransportException;
import dev.weft.transport.ConsumerSpec;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server still serves one consumer to this client, over all of its contexts.
 *
 * <p>A server answers a pull or an acknowledgement that it does not permit by an error on the
 * connection, and not to whoever sent it. Any thread may call any method.
 */
public final class Standing {

  private static final String DENIED = "Permissions Violation";

  private final String name;
  private final String pullSubject;
  private final String ackTokens;
  private final AtomicReference<@Nullable String> news = new AtomicReference<>();
  private final AtomicReference<@Nullable ConsumerLife> life = new AtomicReference<>();
  private volatile boolean doubtful;

  /** The standing of a consumer whose pulls go to this subject. */
  public Standing(ConsumerSpec consumer, String pullSubject) {
    this.name = "consumer " + consumer.stream() + "/" + consumer.name();
    this.pullSubject = "\"" + pullSubject + "\"";
    this.ackTokens = "." + consumer.stream() + "." + consumer.name() + ".";
  }

  /** Takes an error that the server has reported; only a refusal of this consumer counts. */
  public void hear(String error) {
    if (isDenied(error)) {
      doubtful = true;
      news.set(error);
    }
  }

  /** The life of the consumer that was created at this time; that of an earlier one ends. */
  public ConsumerLife life(String created) {
    return life.updateAndGet(
        last -> {
          if (last != null && last.goesOn(created)) {
            return last;
          }
          if (last != null) {
            last.end();
          }
          return new ConsumerLife(name, created);
        });
  }

  /** The life that goes on now, as far as is known. */
  public ConsumerLife life() {
    ConsumerLife known = life.get();
    return known == null ? new ConsumerLife(name, "") : known;
  }

  /** Names the consumer. */
  public String name() {
    return name;
  }

  /** Forgets the refusals that were reported before. */
  public void forgetNews() {
    news.set(null);
  }

  /** Fails if the server has refused something since the last call. */
  public void failIfDenied() {
    String denial = news.get() == null ? null : news.getAndSet(null);
    if (denial != null) {
      throw TransportException.passing(name + ": " + denial, null);
    }
  }

  /** Notes that the server did not answer. */
  void doubt() {
    doubtful = true;
  }

  /** Whether the next context has to prove that it is served, since the last one was not. */
  public boolean isDoubtful() {
    return doubtful;
  }

  /** Notes that the server has answered. */
  public void restore() {
    doubtful = false;
  }

  /** Whether an error says that the server refuses this consumer's pulls or acknowledgements. */
  boolean isDenied(String error) {
    return error.startsWith(DENIED)
        && (error.contains(pullSubject)
            || (error.contains("\"$JS.ACK.") && error.contains(ackTokens)));
  }
}
