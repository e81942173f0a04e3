package dev.weft.runtime;

import dev.weft.Codec;
import dev.weft.HandlerContext;
import dev.weft.Publisher;
import dev.weft.Requester;
import dev.weft.codec.Codecs;
import dev.weft.config.HandlerSettings;
import dev.weft.engine.Observer;
import dev.weft.engine.publish.CodecPublisher;
import dev.weft.engine.request.CodecRequester;
import dev.weft.transport.Outbox;
import dev.weft.transport.Requests;
import java.util.Map;

/** What the runtime offers to one handler. */
record RuntimeHandlerContext(
    String name, HandlerSettings block, Outbox outbox, Requests requests, Observer observer)
    implements HandlerContext {

  @Override
  public Map<String, Object> settings() {
    return block.values();
  }

  @Override
  public <S> S settings(Class<S> type) {
    return block.as(type);
  }

  @Override
  public <T> Publisher<T> publisher(Class<T> type) {
    return new CodecPublisher<>(Codecs.forType(type), outbox, observer);
  }

  @Override
  public <Q, A> Requester<Q, A> requester(Class<Q> request, Class<A> answer) {
    Codec<A> answers = Codecs.forType(answer);
    Codecs.checkReadable(answers, answer);
    return new CodecRequester<>(Codecs.forType(request), answers, requests, observer);
  }
}
