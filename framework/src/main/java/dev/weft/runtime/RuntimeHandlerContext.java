package dev.weft.runtime;

import dev.weft.HandlerContext;
import dev.weft.Publisher;
import dev.weft.codec.Codecs;
import dev.weft.engine.CodecPublisher;
import dev.weft.engine.Observer;
import dev.weft.transport.Outbox;

/** What the runtime offers to one handler. */
record RuntimeHandlerContext(String name, Outbox outbox, Observer observer)
    implements HandlerContext {

  @Override
  public <T> Publisher<T> publisher(Class<T> type) {
    return new CodecPublisher<>(Codecs.forType(type), outbox, observer);
  }
}
