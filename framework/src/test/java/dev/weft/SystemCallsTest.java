package dev.weft;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.weft.machine.Machine;
import java.lang.ref.Cleaner;
import java.nio.channels.Selector;
import java.nio.file.WatchService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SystemCallsTest {

  /** Each method makes one call that is for the door alone. Nobody runs them. */
  @SuppressWarnings("all")
  static final class Asks {

    Object nanoTime() {
      return System.nanoTime();
    }

    LongSupplier nanoTimeByReference() {
      return System::nanoTime;
    }

    Supplier<Object> timeInLambda() {
      return () -> System.currentTimeMillis();
    }

    Object instant() {
      return Instant.now();
    }

    Object day() {
      return LocalDate.now(ZoneOffset.UTC);
    }

    Object clock() {
      return Clock.systemUTC();
    }

    Object instants() {
      return InstantSource.system();
    }

    void sleep() throws Exception {
      Thread.sleep(1);
    }

    void sleepByUnit() throws Exception {
      NANOSECONDS.sleep(1);
    }

    void waitOnMonitor() throws Exception {
      wait(1);
    }

    void parkNanos() {
      LockSupport.parkNanos(this, 1);
    }

    Object join(Thread thread) throws Exception {
      return thread.join(Duration.ZERO);
    }

    void joinMillis(Thread thread) throws Exception {
      thread.join(1);
    }

    Object condition(ReentrantLock lock) {
      return lock.newCondition();
    }

    Object conditionOfInterface(Lock lock) {
      return lock.newCondition();
    }

    Object latch(CountDownLatch latch) throws Exception {
      return latch.await(1, NANOSECONDS);
    }

    Object permit(Semaphore semaphore) throws Exception {
      return semaphore.tryAcquire(1, NANOSECONDS);
    }

    Object lock(ReentrantLock lock) throws Exception {
      return lock.tryLock(1, NANOSECONDS);
    }

    Object poll(BlockingQueue<Object> queue) throws Exception {
      return queue.poll(1, NANOSECONDS);
    }

    Object get(Future<Object> future) throws Exception {
      return future.get(1, NANOSECONDS);
    }

    Object timeout(CompletableFuture<Object> future) {
      return future.orTimeout(1, NANOSECONDS);
    }

    Object later() {
      return CompletableFuture.delayedExecutor(1, NANOSECONDS);
    }

    Object process(Process process) throws Exception {
      return process.waitFor(1, NANOSECONDS);
    }

    Object files(WatchService files) throws Exception {
      return files.poll(1, NANOSECONDS);
    }

    Object select(Selector selector) throws Exception {
      return selector.select(1);
    }

    Object selectKeys(Selector selector) throws Exception {
      return selector.select(key -> {}, 1);
    }

    Object scheduled(ScheduledExecutorService executor) {
      return executor.schedule(() -> {}, 1, NANOSECONDS);
    }

    Object scheduler() {
      return new ScheduledThreadPoolExecutor(1);
    }

    Object cleaner() {
      return Cleaner.create();
    }

    Object publisher() {
      return new SubmissionPublisher<Object>();
    }

    Object startVirtual() {
      return Thread.startVirtualThread(() -> {});
    }

    Object factory() {
      return Executors.defaultThreadFactory();
    }

    Object commonPool(CompletableFuture<Object> future) {
      return future.thenRunAsync(() -> {});
    }

    Object forkJoinPool() {
      return ForkJoinPool.commonPool();
    }

    Object parallel(List<Object> list) {
      return list.parallelStream();
    }

    Object random() {
      return new Random();
    }

    Object randomOfThread() {
      return ThreadLocalRandom.current();
    }

    Object generator() {
      return RandomGenerator.getDefault();
    }

    Object uuid() {
      return UUID.randomUUID();
    }

    void shuffle(List<Object> list) {
      Collections.shuffle(list);
    }

    Object thread() {
      return new Thread(() -> {});
    }

    Object virtual() {
      return Thread.ofVirtual();
    }

    Object executor() {
      return Executors.newCachedThreadPool();
    }

    Object timer() {
      return new Timer();
    }
  }

  /** For entries alone. */
  @SuppressWarnings("all")
  static final class NamesTheRealMachine {

    Object call() {
      return Machine.real();
    }

    Supplier<Machine> reference() {
      return Machine::real;
    }

    Object another(Machine machine) {
      return machine.instant();
    }
  }

  /** What looks alike and needs no door. */
  @SuppressWarnings("all")
  static final class AsksNot {

    Object timedWaitOnConditionOfTheDoor(Condition condition) throws Exception {
      return condition.await(1, NANOSECONDS);
    }

    Object nanosWaitOnConditionOfTheDoor(Condition condition) throws Exception {
      return condition.awaitNanos(1);
    }

    void latch(CountDownLatch latch) throws Exception {
      latch.await();
    }

    Object permit(Semaphore semaphore) {
      return semaphore.tryAcquire();
    }

    void join(Thread thread) throws Exception {
      thread.join();
    }

    Object get(Future<Object> future) throws Exception {
      return future.get();
    }

    Object lock(ReentrantLock lock) {
      return lock.tryLock();
    }

    void park() {
      LockSupport.park(this);
    }

    Object process(Process process) throws Exception {
      return process.waitFor();
    }

    Object files(WatchService files) {
      return files.poll();
    }

    Object select(Selector selector) throws Exception {
      return selector.selectNow();
    }

    Object instantOfClock(Clock clock) {
      return Instant.now(clock);
    }

    Object callable() {
      return Executors.callable(() -> {});
    }

    Object seeded() {
      return new Random(1);
    }

    Object converted() {
      return NANOSECONDS.convert(Duration.ZERO);
    }

    Object onExecutor(CompletableFuture<Object> future, Executor executor) {
      return future.thenRunAsync(() -> {}, executor);
    }
  }

  @Test
  void eachCallForTimeAWaitChanceOrAThreadIsFound() {
    JavaClass asks = read(Asks.class);

    Set<String> methods =
        asks.getMethods().stream()
            .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
            .map(JavaCodeUnit::getName)
            .collect(Collectors.toSet());

    assertThat(found(asks)).isEqualTo(methods);
  }

  @Test
  void whatEndsByAnotherThreadOrGoesByTheDoorIsNot() {
    assertThat(found(read(AsksNot.class))).isEmpty();
  }

  @Test
  void theRealMachineIsFoundHoweverItIsNamed() {
    assertThat(found(read(NamesTheRealMachine.class), SystemCalls.forTheRealMachine()))
        .containsExactlyInAnyOrder("call", "reference");
  }

  @Test
  void aCallIsNamedWithItsClassAndLine() {
    assertThat(read(Asks.class).getAccessesFromSelf().stream().filter(SystemCalls.any()))
        .allSatisfy(
            access ->
                assertThat(access.getDescription()).contains("Asks", "SystemCallsTest.java:"));
  }

  private static Set<String> found(JavaClass one) {
    return found(one, SystemCalls.any());
  }

  private static Set<String> found(JavaClass one, DescribedPredicate<JavaAccess<?>> what) {
    return one.getAccessesFromSelf().stream()
        .filter(what)
        .map(JavaAccess::getOrigin)
        .map(JavaCodeUnit::getName)
        .collect(Collectors.toSet());
  }

  private static JavaClass read(Class<?> one) {
    return new ClassFileImporter().importClass(one);
  }
}
