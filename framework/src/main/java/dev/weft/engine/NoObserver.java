package dev.weft.engine;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.Outcome;

/** The observer for when nobody watches: shared instances, no allocation per delivery. */
final class NoObserver implements Observer {

  static final NoObserver INSTANCE = new NoObserver();

  static final Processing NO_PROCESSING =
      new Processing() {
        @Override
        public void failed(Failure failure) {}

        @Override
        public void close() {}
      };

  private NoObserver() {}

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    return NO_PROCESSING;
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {}

  @Override
  public void happened(HandlerId handler, Incident incident) {}

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    return new Unwatched(headers);
  }

  static Requesting unwatched(Headers headers) {
    return new Unwatched(headers);
  }

  private record Unwatched(Headers headers) implements Sending, Requesting {
    @Override
    public void sent(PublishReceipt receipt) {}

    @Override
    public void answered() {}

    @Override
    public void failed(Failure failure) {}
  }
}
