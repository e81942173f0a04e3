package dev.weft;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The calls by which a program asks the JDK for time, waits that end by it, chance or threads, and
 * which {@code dev.weft.machine} alone makes (ADR 0047).
 *
 * <p>Each is a pattern of a method's full name with the types of its parameters.
 */
public final class SystemCalls {

  private static final List<String> TIME =
      List.of(
          "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(\\)",
          "java\\.time\\..*\\.now\\((java\\.time\\.ZoneId)?\\)",
          "java\\.time\\.Clock\\.(system|tick)\\w*\\((java\\.time\\.ZoneId)?\\)",
          "java\\.time\\.InstantSource\\.system\\(\\)",
          "java\\.util\\.Date\\.<init>\\(\\)",
          "java\\.util\\.Calendar\\.getInstance\\(.*\\)");

  // A condition comes from the door, and may be awaited with a time. TimeUnit.convert only counts.
  private static final List<String> WAITS =
      List.of(
          "java\\.lang\\.Thread\\.sleep\\(.*\\)",
          "java\\.lang\\.Thread\\.join\\(.+\\)",
          ".*\\.wait\\(long.*\\)",
          "java\\.util\\.concurrent\\.locks\\.LockSupport\\.park(Nanos|Until)\\(.*\\)",
          "java\\.util\\.concurrent\\.locks\\..*\\.newCondition\\(\\)",
          "java\\.util\\.concurrent\\.locks\\.Condition\\.awaitUntil\\(.*\\)",
          "java\\.util\\.concurrent\\.TimeUnit\\.(sleep|timedJoin|timedWait)\\(.*\\)",
          "java\\.lang\\.Process\\.waitFor\\(.+\\)",
          "java\\.nio\\.channels\\.Selector\\.select\\(.*long.*\\)",
          "java\\.nio\\.file\\.WatchService\\.poll\\(.+\\)",
          "java\\.util\\.concurrent\\.(?!TimeUnit\\.|locks\\.Condition\\.).*"
              + "\\(.*(java\\.util\\.concurrent\\.TimeUnit|java\\.time\\.Duration).*\\)");

  private static final List<String> CHANCE =
      List.of(
          "java\\.lang\\.(Strict)?Math\\.random\\(\\)",
          "java\\.util\\.UUID\\.randomUUID\\(\\)",
          "java\\.util\\.Collections\\.shuffle\\(java\\.util\\.List\\)",
          "java\\.util\\.(Splittable)?Random\\.<init>\\(\\)",
          "java\\.util\\.concurrent\\.ThreadLocalRandom\\..*",
          "java\\.security\\.SecureRandom\\..*",
          "java\\.util\\.random\\.RandomGenerator\\.(getDefault|of)\\(.*\\)",
          "java\\.util\\.random\\.RandomGeneratorFactory\\..*");

  private static final List<String> THREADS =
      List.of(
          "java\\.lang\\.Thread\\.<init>\\(.*\\)",
          "java\\.lang\\.Thread\\.(ofVirtual|ofPlatform|startVirtualThread)\\(.*\\)",
          "java\\.lang\\.ref\\.Cleaner\\.create\\(\\)",
          "java\\.util\\.Timer\\..*",
          "java\\.util\\.concurrent\\.SubmissionPublisher\\.<init>\\(\\)",
          "java\\.util\\.concurrent\\.Executors\\.(?!callable\\().*",
          "java\\.util\\.concurrent\\.\\w*ThreadPoolExecutor\\.<init>\\(.*\\)",
          "java\\.util\\.concurrent\\.ForkJoin\\w+\\..*",
          "java\\.util\\.concurrent\\.Complet(ableFuture|ionStage)\\.\\w+Async"
              + "\\((?!.*java\\.util\\.concurrent\\.Executor).*\\)",
          ".*\\.(parallel|parallelStream)\\(\\)");

  private SystemCalls() {}

  /** Any of them. */
  public static DescribedPredicate<JavaAccess<?>> any() {
    return matching(
        "the system is asked for time, chance or threads",
        Stream.of(TIME, WAITS, CHANCE, THREADS).flatMap(List::stream));
  }

  /** Those that make threads. */
  public static DescribedPredicate<JavaAccess<?>> forThreads() {
    return matching("the system is asked for threads", THREADS.stream());
  }

  /** The real machine, which is the system by another name; also as a method's reference. */
  static DescribedPredicate<JavaAccess<?>> forTheRealMachine() {
    return matching(
        "the real machine is named", Stream.of("dev\\.weft\\.machine\\.Machine\\.real\\(\\)"));
  }

  private static DescribedPredicate<JavaAccess<?>> matching(
      String description, Stream<String> patterns) {
    Pattern forbidden = Pattern.compile(patterns.collect(Collectors.joining("|")));
    return DescribedPredicate.describe(
        description,
        access ->
            access.getTarget() instanceof CodeUnitAccessTarget target
                && forbidden.matcher(target.getFullName()).matches());
  }
}
