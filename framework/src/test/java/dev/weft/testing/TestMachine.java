package dev.weft.testing;

import dev.weft.machine.Machine;
import java.util.random.RandomGenerator;

/** The machine that the test runs on, but for its time. */
abstract class TestMachine implements Machine {

  final Machine real = Machine.real();

  @Override
  public final RandomGenerator random() {
    return real.random();
  }

  @Override
  public final void fillUnique(byte[] bytes) {
    real.fillUnique(bytes);
  }

  @Override
  public final Thread virtual(String name, Runnable task) {
    return real.virtual(name, task);
  }

  @Override
  public final Thread platform(String name, Runnable task) {
    return real.platform(name, task);
  }
}
