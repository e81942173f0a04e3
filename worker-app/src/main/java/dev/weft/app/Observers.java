package dev.weft.app;

import dev.weft.Headers;
import dev.weft.PublishReceipt;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.Failure;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Outcome;
import java.time.Duration;

/** Puts observers together. */
final class Observers {

  private Observers() {}

  /** Tells both, the first one first; headers that the first adds are given to the second. */
  static Observer both(Observer first, Observer second) {
    return new Both(first, second);
  }

  private record Both(Observer first, Observer second) implements Observer {

    @Override
    public Processing processing(HandlerId handler, Delivery delivery) {
      return new BothProcessing(
          first.processing(handler, delivery), second.processing(handler, delivery));
    }

    @Override
    public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
      first.settled(handler, delivery, outcome, sent);
      second.settled(handler, delivery, outcome, sent);
    }

    @Override
    public void happened(HandlerId handler, Incident incident) {
      first.happened(handler, incident);
      second.happened(handler, incident);
    }

    @Override
    public void gathering(HandlerId handler, int messages, Duration most) {
      first.gathering(handler, messages, most);
      second.gathering(handler, messages, most);
    }

    @Override
    public void calling(HandlerId handler, int messages) {
      first.calling(handler, messages);
      second.calling(handler, messages);
    }

    @Override
    public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
      Sending one = first.sending(subject, messageId, headers, bodySize);
      return new BothSending(one, second.sending(subject, messageId, one.headers(), bodySize));
    }

    @Override
    public Requesting requesting(String subject, Headers headers, int bodySize) {
      Requesting one = first.requesting(subject, headers, bodySize);
      return new BothRequesting(one, second.requesting(subject, one.headers(), bodySize));
    }

    @Override
    public Processing responding(HandlerId responder, IncomingRequest request) {
      return new BothProcessing(
          first.responding(responder, request), second.responding(responder, request));
    }
  }

  private record BothProcessing(Observer.Processing first, Observer.Processing second)
      implements Observer.Processing {

    @Override
    public void failed(Failure failure) {
      first.failed(failure);
      second.failed(failure);
    }

    // The reverse order, as what the first opened encloses the second.
    @Override
    public void close() {
      second.close();
      first.close();
    }
  }

  private record BothSending(Observer.Sending first, Observer.Sending second)
      implements Observer.Sending {

    @Override
    public Headers headers() {
      return second.headers();
    }

    @Override
    public void sent(PublishReceipt receipt) {
      first.sent(receipt);
      second.sent(receipt);
    }

    @Override
    public void failed(Failure failure) {
      first.failed(failure);
      second.failed(failure);
    }
  }

  private record BothRequesting(Observer.Requesting first, Observer.Requesting second)
      implements Observer.Requesting {

    @Override
    public Headers headers() {
      return second.headers();
    }

    @Override
    public void answered() {
      first.answered();
      second.answered();
    }

    @Override
    public void failed(Failure failure) {
      first.failed(failure);
      second.failed(failure);
    }
  }
}
