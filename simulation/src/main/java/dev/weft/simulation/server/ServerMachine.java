package dev.weft.simulation.server;

import dev.weft.machine.Machine;
import dev.weft.machine.Timers;
import dev.weft.simulation.machine.SimulatedMachine;
import dev.weft.simulation.machine.Simulation;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;

/**
 * The machine of the server, whose clock is read without another thread going first: so what the
 * server does under its lock is one step, and no replica that stands still holds that lock.
 */
final class ServerMachine implements Machine {

  private final Simulation simulation;
  private final Machine machine;

  ServerMachine(Simulation simulation, String name) {
    this.simulation = simulation;
    this.machine = simulation.machine(name);
  }

  @Override
  public Instant instant() {
    return SimulatedMachine.START.plusNanos(simulation.nanos());
  }

  @Override
  public long nanoTime() {
    return simulation.nanos();
  }

  @Override
  public Condition condition(Lock lock) {
    return machine.condition(lock);
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    return machine.await(latch, nanos);
  }

  @Override
  public boolean acquire(Semaphore semaphore, int permits, long nanos) throws InterruptedException {
    return machine.acquire(semaphore, permits, nanos);
  }

  @Override
  public boolean join(Thread thread, long nanos) throws InterruptedException {
    return machine.join(thread, nanos);
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    machine.sleep(nanos);
  }

  @Override
  public void parkNanos(Object blocker, long nanos) {
    machine.parkNanos(blocker, nanos);
  }

  @Override
  public RandomGenerator random() {
    return machine.random();
  }

  @Override
  public void fillUnique(byte[] bytes) {
    machine.fillUnique(bytes);
  }

  @Override
  public Thread virtual(String name, Runnable task) {
    return machine.virtual(name, task);
  }

  @Override
  public Thread platform(String name, Runnable task) {
    return machine.platform(name, task);
  }

  @Override
  public Timers timers(String thread) {
    return machine.timers(thread);
  }
}
