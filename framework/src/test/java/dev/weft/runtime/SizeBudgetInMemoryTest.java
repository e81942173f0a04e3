package dev.weft.runtime;

import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Transport;

/** Messages of all sizes on the memory transport. */
class SizeBudgetInMemoryTest extends SizeBudgetContract {

  @Override
  Transport transport() {
    return new MemoryTransport();
  }
}
