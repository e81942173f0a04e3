package dev.weft.runtime;

import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Transport;

/** What a handler emits on the memory transport. */
class EmitOptionsInMemoryTest extends EmitOptionsContract {

  @Override
  Transport transport() {
    return new MemoryTransport();
  }
}
