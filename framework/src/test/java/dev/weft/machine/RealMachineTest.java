package dev.weft.machine;

/** The contract, kept by the machine that the process runs on. */
final class RealMachineTest implements MachineContract {

  @Override
  public Machine machine() {
    return Machine.real();
  }
}
