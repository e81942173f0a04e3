package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.engine.HandlerId;
import dev.weft.engine.Incident;
import dev.weft.engine.Observer;
import dev.weft.transport.Delivery;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.Outcome;
import io.opentelemetry.api.common.Attributes;
import java.util.concurrent.ConcurrentHashMap;

/** The observer that reports to OpenTelemetry, and to the log where that fails. */
final class TelemetryObserver implements Observer {

  private final Backend backend;
  private final SendAttributes send;
  private final Attributes request;
  private final ConcurrentHashMap<HandlerId, HandlerAttributes> handlers =
      new ConcurrentHashMap<>();

  TelemetryObserver(Backend backend) {
    this.backend = backend;
    this.send = new SendAttributes(backend.common());
    this.request = RequestSpan.attributes(backend.common());
  }

  @Override
  public Processing processing(HandlerId handler, Delivery delivery) {
    try {
      return ProcessSpan.open(backend, attributesOf(handler), delivery);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
      return Observer.none().processing(handler, delivery);
    }
  }

  @Override
  public void settled(HandlerId handler, Delivery delivery, Outcome outcome, boolean sent) {
    try {
      String word = HandlerAttributes.word(outcome);
      backend.instruments().settlements().add(1, attributesOf(handler).settlement(word, sent));
      ProcessSpan.settled(delivery, word, sent);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public void happened(HandlerId handler, Incident incident) {
    try {
      backend.instruments().incidents().add(1, attributesOf(handler).incident(incident));
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public void calling(HandlerId handler, int messages) {
    try {
      backend.instruments().batchSize().record(messages, attributesOf(handler).process());
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
    }
  }

  @Override
  public Sending sending(String subject, String messageId, Headers headers, int bodySize) {
    try {
      return SendSpan.open(backend, send, subject, messageId, headers, bodySize);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
      return Observer.none().sending(subject, messageId, headers, bodySize);
    }
  }

  @Override
  public Requesting requesting(String subject, Headers headers, int bodySize) {
    try {
      return RequestSpan.open(backend, request, subject, headers, bodySize);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
      return Observer.none().requesting(subject, headers, bodySize);
    }
  }

  @Override
  public Processing responding(HandlerId responder, IncomingRequest incoming) {
    try {
      return RespondSpan.open(backend, attributesOf(responder).respond(), incoming);
    } catch (RuntimeException | LinkageError fault) {
      backend.faults().report(fault);
      return Observer.none().responding(responder, incoming);
    }
  }

  // A plain get first: computeIfAbsent may lock a bin that all workers read.
  private HandlerAttributes attributesOf(HandlerId handler) {
    HandlerAttributes known = handlers.get(handler);
    return known != null
        ? known
        : handlers.computeIfAbsent(handler, id -> HandlerAttributes.of(id, backend.common()));
  }
}
