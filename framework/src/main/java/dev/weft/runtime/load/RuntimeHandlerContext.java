package dev.weft.runtime.load;

import dev.weft.Codec;
import dev.weft.HandlerContext;
import dev.weft.Publisher;
import dev.weft.Requester;
import dev.weft.codec.Codecs;
import dev.weft.config.handler.HandlerSettings;
import dev.weft.engine.Observer;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.publish.MessageIds;
import dev.weft.engine.request.CodecRequester;
import dev.weft.transport.Outbox;
import dev.weft.transport.Requests;
import java.util.Map;
import java.util.Objects;

/** What the runtime offers to one handler, or to what belongs to it. */
record RuntimeHandlerContext(
    String name,
    HandlerSettings block,
    Outbox outbox,
    MessageIds ids,
    Requests requests,
    Observer observer)
    implements HandlerContext {

  @Override
  public Map<String, Object> settings() {
    return block.values();
  }

  @Override
  public <S> S settings(Class<S> type) {
    return block.as(Objects.requireNonNull(type, "settings type: null; expected a class"));
  }

  @Override
  public <T> Publisher<T> publisher(Class<T> type) {
    Objects.requireNonNull(type, "payload type: null; expected a class, such as String.class");
    return new CodecPublisher<>(Codecs.forType(type), outbox, observer, ids);
  }

  @Override
  public <Q, A> Requester<Q, A> requester(Class<Q> request, Class<A> answer) {
    Objects.requireNonNull(request, "request type: null; expected a class, such as String.class");
    Objects.requireNonNull(answer, "answer type: null; expected a class, such as String.class");
    Codec<A> answers = Codecs.forType(answer);
    Codecs.checkReadable(answers, answer);
    return new CodecRequester<>(Codecs.forType(request), answers, requests, observer);
  }
}
