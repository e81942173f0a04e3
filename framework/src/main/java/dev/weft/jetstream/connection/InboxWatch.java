package dev.weft.jetstream.connection;

import dev.weft.engine.Threads;
import dev.weft.machine.Machine;
import io.nats.client.Connection;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the server refuses the subscriptions to this client's inboxes, and subscribes anew
 * once it permits them.
 *
 * <p>A server that takes the permission away ends the subscriptions. The client believes that it
 * still has them, and would receive nothing for as long as the connection lasts.
 */
final class InboxWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InboxWatch.class);

  private static final String DENIED = "Permissions Violation for Subscription to \"";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private sealed interface State {
    record Permitted() implements State {}

    /** The server refuses the subscription, and a thread looks whether it still does. */
    record Refused(String why, Thread looking) implements State {}

    record Closed() implements State {}
  }

  private static final State PERMITTED = new State.Permitted();

  private final Link link;
  private final String prefix;
  private final AtomicReference<State> state = new AtomicReference<>(PERMITTED);

  InboxWatch(Link link, String prefix) {
    this.link = link;
    this.prefix = prefix + ".";
  }

  /** What the server said; null while it permits the inbox. Never blocks. */
  @Nullable String refusal() {
    return state.get() instanceof State.Refused refused ? refused.why() : null;
  }

  /** Takes an error that the server has reported; only a refusal of the inbox counts. */
  void hear(String error) {
    if (!error.startsWith(DENIED + prefix)) {
      return;
    }
    refused(
        error
            + "; answers and messages arrive there: permit this user to subscribe to "
            + prefix
            + "> or set weft.nats.inbox-prefix to what it may subscribe to");
  }

  private void refused(String why) {
    State before;
    State after;
    do {
      before = now();
      after =
          switch (before) {
            case State.Permitted permitted ->
                new State.Refused(
                    why, Threads.virtual(Machine.real(), "weft-inbox", this::lookUntilPermitted));
            case State.Refused refused -> new State.Refused(why, refused.looking());
            case State.Closed closed -> closed;
          };
    } while (!state.compareAndSet(before, after));
    if (before instanceof State.Permitted
        && after instanceof State.Refused(var said, var looking)) {
      log.warn("NATS: nothing can be received: {}", said);
      looking.start();
    }
  }

  @Override
  public void close() {
    if (state.getAndSet(new State.Closed()) instanceof State.Refused refused) {
      refused.looking().interrupt();
    }
  }

  private void lookUntilPermitted() {
    try {
      while (isLookedFor()) {
        Thread.sleep(BETWEEN_LOOKS);
        Connection connection = link.connection();
        if (connection.getStatus() == Connection.Status.CONNECTED && isPermitted(connection)) {
          log.info("NATS: this client may subscribe to {}> again; subscribing anew", prefix);
          end(); // before what the server may refuse again
          connection.forceReconnect();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by close()
    } catch (IOException | RuntimeException e) {
      log.warn("NATS: cannot subscribe anew", e);
    } finally {
      end();
    }
  }

  private void end() {
    state.updateAndGet(now -> isLookedFor(now) ? PERMITTED : now);
  }

  private State now() {
    return Objects.requireNonNull(state.get()); // there is always one
  }

  private boolean isLookedFor() {
    return isLookedFor(now());
  }

  // An earlier thread may still be about to end when another one has begun.
  private static boolean isLookedFor(State state) {
    return state instanceof State.Refused refused
        && refused.looking().equals(Thread.currentThread());
  }

  private boolean isPermitted(Connection connection) throws InterruptedException {
    String inbox = connection.createInbox();
    Subscription probe = null;
    try (var denial = Refusal.of(link, connection, inbox)) {
      probe = connection.subscribe(inbox);
      Pings.await(connection, ANSWER);
      return denial.heardBehindPing() == null;
    } catch (TimeoutException | IllegalStateException e) {
      log.debug("NATS: not known whether this client may subscribe to its inbox", e);
      return false;
    } finally {
      if (probe != null && probe.isActive()) {
        probe.unsubscribe();
      }
    }
  }
}
