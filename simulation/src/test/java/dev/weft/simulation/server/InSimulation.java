package dev.weft.simulation.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.simulation.machine.Simulation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs the body of each test, and what comes before and after it, on a virtual thread of a
 * simulation, one for each test.
 */
public final class InSimulation implements InvocationInterceptor {

  /** The replica that the test's thread belongs to. */
  public static final String REPLICA = "test";

  private static final Duration LIMIT = Duration.ofHours(1);

  private final Simulation simulation;

  /** A simulation of its own for each test. */
  public InSimulation(long seed) {
    simulation = new Simulation(seed);
  }

  /** The test's simulation. */
  public Simulation simulation() {
    return simulation;
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  private void run(Invocation<Void> invocation) throws Throwable {
    var done = new AtomicBoolean();
    var failure = new AtomicReference<Throwable>();
    simulation.start(
        REPLICA,
        "test",
        () -> {
          try {
            invocation.proceed();
          } catch (Throwable thrown) {
            failure.set(thrown);
          } finally {
            done.set(true);
          }
        });
    if (!simulation.runUntil(done::get, LIMIT)) {
      throw new AssertionError(
          "the test does not end in simulated time: " + simulation.stacks(REPLICA));
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    assertThat(simulation.uncaught()).as("thrown by the server's threads").isEmpty();
  }
}
