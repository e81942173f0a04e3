package dev.weft.simulation.server;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.transport.IncomingRequest;
import dev.weft.transport.RequestSource;
import dev.weft.transport.SizeLimit;
import java.time.Duration;
import java.util.Optional;

/** Receives requests over one replica's connection, and sends their answers. */
final class SimulatedRequestSource implements RequestSource {

  private final Wire wire;
  private final RequestSource source;
  private final String subject;
  private final SendLane replies;
  private final Hazards hazards;

  SimulatedRequestSource(Wire wire, RequestSource source, String subject) {
    this.wire = wire;
    this.source = source;
    this.subject = subject;
    this.replies = new SendLane(wire, "reply");
    this.hazards = wire.server().faults().at(wire.replica() + " deliver requests");
  }

  @Override
  public Optional<IncomingRequest> next(Duration wait) throws InterruptedException {
    wire.point();
    if (wire.isClosed()) {
      throw TransportException.passing(
          "subscription to " + subject + ": the connection cannot be used: closed", null);
    }
    return source.next(wait).filter(this::arrives).map(Incoming::new);
  }

  private boolean arrives(IncomingRequest request) {
    Optional<Fault> lost = hazards.next(FaultKind.DELIVERY_LOST);
    lost.ifPresent(fault -> hazards.faults().inject(fault, "request to " + request.subject()));
    return lost.isEmpty() && wire.isUp();
  }

  @Override
  public boolean isOver() {
    return source.isOver();
  }

  @Override
  public void close() {
    wire.point();
    source.close();
  }

  /** A request whose answer goes over the wire. */
  private final class Incoming implements IncomingRequest {

    private final IncomingRequest request;

    Incoming(IncomingRequest request) {
      this.request = request;
    }

    @Override
    public String subject() {
      return request.subject();
    }

    @Override
    public Headers headers() {
      return request.headers();
    }

    @Override
    public byte[] data() {
      return request.data();
    }

    @Override
    public void reply(byte[] data, Headers headers) {
      wire.point();
      SizeLimit limit = wire.server().direct().outbox().limit();
      limit.checkUnstored("answer on " + subject(), SizeLimit.bytes(headers), data.length);
      byte[] own = data.clone();
      replies.send(
          () -> "answer on " + subject(), false, connection -> request.reply(own, headers));
    }
  }
}
