package dev.weft.runtime;

import dev.weft.HandlerContext;
import dev.weft.Publisher;
import dev.weft.codec.Codecs;
import dev.weft.config.HandlerSettings;
import dev.weft.engine.CodecPublisher;
import dev.weft.engine.Observer;
import dev.weft.transport.Outbox;
import java.util.Map;

/** What the runtime offers to one handler. */
record RuntimeHandlerContext(String name, HandlerSettings block, Outbox outbox, Observer observer)
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
}
