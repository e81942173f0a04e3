package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Outcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An observer that may throw at any call, kept from whatever it watches: a call that fails counts
 * as not made. The first failure is logged as a warning, the rest at level debug.
 */
final class GuardedObserver implements Observer {

  private static final Logger log = LoggerFactory.getLogger(GuardedObserver.class);

  private final Observer inner;
  private volatile boolean warned;

  GuardedObserver(Observer inner) {
    this.inner = inner;
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    try {
      return new GuardedProcessing(inner.processing(handler, delivery));
    } catch (Throwable thrown) {
      return unwatched(thrown);
    }
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    try {
      inner.settled(handler, delivery, outcome, sent);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    tellElsewhere(() -> inner.happened(handler, incident));
  }

  @Override
  public void gathering(HandlerId handler, int messages, Duration most) {
    tellElsewhere(() -> inner.gathering(handler, messages, most));
  }

  @Override
  public void calling(HandlerId handler, int messages) {
    tell(() -> inner.calling(handler, messages));
  }

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    try {
      Sending sending = inner.sending(subject, messageId, headers, bodySize);
      return new GuardedSending(sending, sending.headers());
    } catch (Throwable thrown) {
      report(thrown);
      return Observer.none().sending(subject, messageId, headers, bodySize);
    }
  }

  @Override
  public Requesting requesting(String subject, Headers headers, int bodySize) {
    try {
      Requesting requesting = inner.requesting(subject, headers, bodySize);
      return new GuardedRequesting(requesting, requesting.headers());
    } catch (Throwable thrown) {
      report(thrown);
      return NoObserver.unwatched(headers);
    }
  }

  @Override
  public Processing responding(HandlerId responder, IncomingRequest request) {
    try {
      return new GuardedProcessing(inner.responding(responder, request));
    } catch (Throwable thrown) {
      return unwatched(thrown);
    }
  }

  private Processing unwatched(Throwable thrown) {
    report(thrown);
    return NoObserver.NO_PROCESSING;
  }

  /** For what may be told on any thread, a caller's of Weft too: no interrupt is left on it. */
  private void tellElsewhere(Runnable telling) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    tell(telling);
    if (!interrupted) {
      Thread.interrupted();
    }
  }

  private void tell(Runnable telling) {
    try {
      telling.run();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (warned) {
      log.debug("an observer failed: {}", failure);
    } else {
      warned = true;
      log.warn(
          "an observer failed, which harms nothing but what it reports; further failures are logged"
              + " at level debug: {}",
          failure.stack());
    }
  }

  private final class GuardedProcessing implements Processing {

    private final Processing processing;

    GuardedProcessing(Processing processing) {
      this.processing = processing;
    }

    @Override
    public void failed(Failure failure) {
      tell(() -> processing.failed(failure));
    }

    @Override
    public void close() {
      tell(processing::close);
    }
  }

  private final class GuardedSending implements Sending {

    private final Sending sending;
    private final Headers headers;

    GuardedSending(Sending sending, Headers headers) {
      this.sending = sending;
      this.headers = headers;
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public void sent(PublishReceipt receipt) {
      tell(() -> sending.sent(receipt));
    }

    @Override
    public void failed(Failure failure) {
      tell(() -> sending.failed(failure));
    }
  }

  private final class GuardedRequesting implements Requesting {

    private final Requesting requesting;
    private final Headers headers;

    GuardedRequesting(Requesting requesting, Headers headers) {
      this.requesting = requesting;
      this.headers = headers;
    }

    @Override
    public Headers headers() {
      return headers;
    }

    @Override
    public void answered() {
      tell(requesting::answered);
    }

    @Override
    public void failed(Failure failure) {
      tell(() -> requesting.failed(failure));
    }
  }
}
