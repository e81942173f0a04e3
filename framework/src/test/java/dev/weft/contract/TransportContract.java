package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.machine.Machine;
import dev.weft.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a transport has to do, whatever stands behind it. A transport passes by a test class that
 * extends this one and supplies {@link #transport}.
 *
 * <p>The tests are in the interfaces, by what they are about. Each has a stream and a consumer of
 * its own names, so that they can share a server, even with former runs.
 */
public abstract class TransportContract
    implements ConsumerRulesContract,
        MessageContract,
        OutboxContract,
        PresenceContract,
        RequestsContract,
        RecallContract,
        RegistersContract,
        SchedulingContract,
        SendingRulesContract,
        SettlementContract,
        SourceContract {

  @SuppressWarnings("NullAway.Init") // before each test
  private TestBed bed;

  /** A new transport, connected; asked for before each test and closed after it. */
  protected abstract Transport transport();

  /** The machine by which those who call the transport wait. */
  protected Machine machine() {
    return Machine.real();
  }

  @BeforeEach
  final void layOut() {
    bed = new TestBed(transport(), machine());
  }

  @AfterEach
  final void cleanUp() {
    bed.transport().close();
  }

  @Override
  public final TestBed bed() {
    return bed;
  }

  @Test
  void itIsConnectedUntilItIsClosed() {
    assertThat(bed.transport().problem()).isEmpty();

    bed.transport().close();

    assertThat(bed.transport().problem()).hasValue("not connected: closed");
  }

  @Test
  void closingTwiceIsFine() {
    bed.transport().close();
    bed.transport().close();

    assertThat(bed.transport().problem()).hasValue("not connected: closed");
  }
}
