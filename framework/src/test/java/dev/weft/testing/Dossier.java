package dev.weft.testing;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.opentest4j.TestAbortedException;

/**
 * Writes down how things stood when a test failed, in a folder below {@code target/dossiers}: the
 * failure, what was logged during the test, every thread's stack, and the logs of its servers. The
 * failure names the folder. Found as a service, so that no test has to name it.
 */
public final class Dossier implements TestInstancePreConstructCallback, InvocationInterceptor {

  private static final Path FOLDER = Path.of("target", "dossiers").toAbsolutePath();
  private static final Namespace NAMESPACE = Namespace.create(Dossier.class);

  /** Where the dossier of the failure is that this stands with; it has no stack of its own. */
  private static final class Written extends Exception {

    private static final long serialVersionUID = 1;

    Written(String message) {
      super(message, null, false, false);
    }
  }

  /** For JUnit. */
  public Dossier() {}

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    RecentLog.ofProcess();
    context.getStore(NAMESPACE).put("begin", Instant.now());
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> constructor,
      ExtensionContext context)
      throws Throwable {
    return watched(invocation, context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watched(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watched(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watched(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watched(invocation, context);
  }

  private static <T> T watched(Invocation<T> invocation, ExtensionContext context)
      throws Throwable {
    try {
      return invocation.proceed();
    } catch (TestAbortedException notRun) {
      throw notRun;
    } catch (Throwable failure) {
      failure.addSuppressed(written(failure, context));
      throw failure;
    }
  }

  private static Exception written(Throwable failure, ExtensionContext context) {
    try {
      Path folder = FOLDER.resolve(name(context));
      Files.createDirectories(folder);
      write(folder, failure, context.getStore(NAMESPACE).get("begin", Instant.class));
      return new Written("dossier: " + folder);
    } catch (Throwable e) { // hostile code's too: the failure itself must not be lost
      return new IllegalStateException("no dossier of this failure could be written", e);
    }
  }

  private static void write(Path folder, Throwable failure, @Nullable Instant begin)
      throws IOException {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    Files.writeString(folder.resolve("failure.txt"), trace.toString());
    Files.writeString(folder.resolve("threads.txt"), ThreadDump.now().text());
    Instant since = Objects.requireNonNullElse(begin, Instant.EPOCH);
    Files.writeString(
        folder.resolve("log.txt"), String.join("", RecentLog.ofProcess().since(since)));
    for (ServerLogs.Log server : ServerLogs.since(since)) {
      Files.writeString(folder.resolve("nats-server-" + server.port() + ".log"), server.text());
    }
  }

  /**
   * Such as {@code WorkerTest.aMessageIsHandled}, with the number where it is run several times.
   */
  private static String name(ExtensionContext context) {
    String id = context.getUniqueId();
    int invocation = id.indexOf("-invocation:#");
    return context.getRequiredTestClass().getSimpleName()
        + context.getTestMethod().map(method -> "." + method.getName()).orElse("")
        + (invocation < 0 ? "" : id.substring(id.indexOf('#', invocation)).replace("]", ""));
  }
}
