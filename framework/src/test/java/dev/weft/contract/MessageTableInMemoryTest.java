package dev.weft.contract;

import dev.weft.memory.MemoryTransport;
import dev.weft.transport.Transport;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/messages.md on the transport in memory. */
class MessageTableInMemoryTest extends MessageTableContract {

  static List<MessageCase> cases() {
    return MessageTable.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesToWhatTheTableSays(MessageCase one) throws InterruptedException {
    check(one);
  }

  @Override
  protected Transport transport() {
    return new MemoryTransport();
  }
}
