package dev.weft.jetstream;

import dev.weft.Codec;
import dev.weft.Requester;
import dev.weft.Responder;
import dev.weft.Telemetry;
import dev.weft.engine.Observer;
import dev.weft.engine.clock.Housekeeper;
import dev.weft.engine.request.CodecRequester;
import dev.weft.engine.request.ResponderSpec;
import dev.weft.engine.request.ResponderWorker;
import dev.weft.jetstream.connection.Link;
import dev.weft.jetstream.request.JetStreamRequests;
import dev.weft.machine.Machine;
import io.nats.client.Connection;

/**
 * Typed requests and answers on NATS core, on a connection of the caller's, without the runtime.
 *
 * <p>The caller owns the connection: closing what is made here does not close it.
 */
public final class RequestReply {

  private RequestReply() {}

  /** {@link #requester(Connection, Codec, Codec, Telemetry)} without telemetry. */
  public static <Q, A> Requester<Q, A> requester(
      Connection connection, Codec<Q> requests, Codec<A> answers) {
    return requester(connection, requests, answers, Observer.none());
  }

  /**
   * A requester. It has one subscription for all of its answers, from its first request until it is
   * closed; make one and share it.
   *
   * @param requests encodes what is asked
   * @param answers decodes what is answered
   * @throws IllegalArgumentException if Weft has not made the telemetry
   * @throws NullPointerException if an argument is null
   */
  public static <Q, A> Requester<Q, A> requester(
      Connection connection, Codec<Q> requests, Codec<A> answers, Telemetry telemetry) {
    OptionChecks.given(connection, "connection", "one that is open");
    OptionChecks.given(requests, "request codec", "one");
    OptionChecks.given(answers, "answer codec", "one");
    Observer observer = OptionChecks.observer(telemetry);
    Link link = Link.on(connection); // after all that may be refused, or it would stay
    var core = new JetStreamRequests(link);
    return new CodecRequester<>(
        requests,
        answers,
        core,
        observer,
        () -> {
          core.close();
          link.close();
        });
  }

  /**
   * Answers requests, on threads of its own, until it is closed. Returns at once; {@link
   * Answering#problem} says whether the server has the subscription.
   *
   * @param subject what to answer; may have wildcards
   * @param requests decodes what is asked
   * @param answers encodes what is answered
   */
  public static <Q, A> Answering answer(
      Connection connection,
      String subject,
      Codec<Q> requests,
      Codec<A> answers,
      Responder<Q, A> responder,
      AnsweringOptions options) {
    OptionChecks.given(connection, "connection", "one that is open");
    OptionChecks.given(subject, "subject", "what to answer");
    OptionChecks.given(requests, "request codec", "one");
    OptionChecks.given(answers, "answer codec", "one");
    OptionChecks.given(responder, "responder", "one to call with each request");
    OptionChecks.given(options, "options", "AnsweringOptions.builder().build() for none");
    var spec =
        new ResponderSpec<>(
            options.queueGroup().orElse(subject),
            subject,
            options.queueGroup(),
            new ResponderSpec.ResponderLimits(options.concurrency(), options.timeout()),
            new ResponderSpec.Exchange<>(requests, answers, responder));
    var housekeeper = new Housekeeper(Machine.real());
    Link link = Link.on(connection);
    var core = new JetStreamRequests(link);
    return Answering.start(
        new ResponderWorker(spec, core, Observer.of(options.telemetry()), housekeeper),
        () -> {
          housekeeper.close();
          core.close();
          link.close();
        });
  }
}
