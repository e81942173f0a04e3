package dev.weft;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weft.machine.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages' arrows, one way only; who may know which library. */
@AnalyzeClasses(packages = "dev.weft", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theRootDependsOnNothingButJSpecify =
      classes()
          .that()
          .resideInAPackage("dev.weft")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.weft", "java..", "org.jspecify..");

  @ArchTest static final ArchRule codecKnowsTheRoot = knowsOnly("codec", "");

  @ArchTest static final ArchRule transportKnowsTheRoot = knowsOnly("transport", "");

  @ArchTest
  static final ArchRule memoryKnowsTheTransport =
      knowsOnly("memory", "", "transport..", "codec.json", "machine", "engine");

  @ArchTest
  static final ArchRule engineKnowsTheTransport =
      knowsOnly("engine", "", "transport..", "codec.json", "machine");

  @ArchTest static final ArchRule theMachineKnowsNothingOfWeft = knowsOnly("machine");

  // The typed API on a caller's connection is built from the same worker loop and codecs.
  @ArchTest
  static final ArchRule jetstreamKnowsTransportEngineAndCodec =
      knowsOnly("jetstream", "", "transport..", "engine..", "codec", "codec.json", "machine");

  @ArchTest
  static final ArchRule telemetryKnowsTheEngine =
      knowsOnly("telemetry", "", "transport..", "engine..");

  @ArchTest
  static final ArchRule configKnowsEngineAndJetstream =
      knowsOnly(
          "config",
          "",
          "transport..",
          "engine..",
          "jetstream.settings",
          "jetstream.transport",
          "codec",
          "codec.settings");

  @ArchTest
  static final ArchRule nobodyBelowKnowsTheRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.weft.runtime..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.weft.runtime..");

  @ArchTest
  static final ArchRule onlyCodecKnowsJackson =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.weft.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  // A codec of an application's own may bring it.
  @ArchTest
  static final ArchRule nobodyKnowsJackson3 =
      noClasses().should().dependOnClassesThat().resideInAPackage("tools.jackson..");

  @ArchTest static final ArchRule onlyJetstreamKnowsJnats = onlyThese("io.nats..", "jetstream");

  @ArchTest
  static final ArchRule onlyTelemetryKnowsOpenTelemetry =
      onlyThese("io.opentelemetry..", "telemetry");

  @ArchTest
  static final ArchRule onlyConfigAndRuntimeKnowHocon =
      onlyThese("com.typesafe.config..", "config", "runtime");

  @ArchTest
  static final ArchRule onlyItsCodecKnowsProtobuf =
      onlyThese("com.google.protobuf..", "codec.protobuf");

  @ArchTest
  static final ArchRule onlyTheirCodecKnowsCloudEvents =
      onlyThese("io.cloudevents..", "codec.cloudevents");

  // The JSON that Weft itself reads and writes, for those who must not know the codecs.
  @ArchTest static final ArchRule itsJsonKnowsNobody = knowsOnly("codec.json");

  // An application that lacks the libraries of codecs must not load them by another one's need.
  @ArchTest static final ArchRule optionalCodecsKnowTheRootAlone = knowsOnly("codec.*", "");

  // ADR 0047: all of it comes from a machine, which may be a simulated one. No simulation has
  // jnats or OpenTelemetry in it.
  @ArchTest
  static final ArchRule theMachineAloneAsksTheSystem =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.weft.machine..", "dev.weft.jetstream..", "dev.weft.telemetry..")
          .should()
          .accessTargetWhere(SystemCalls.any());

  // Its I/O goes by the system's clock, which no simulation can move. The pool of the connection's
  // events has its thread from the frame.
  @ArchTest
  static final ArchRule jetstreamHasItsThreadsFromTheMachine =
      noClasses()
          .that()
          .resideInAPackage("dev.weft.jetstream..")
          .and()
          .doNotHaveSimpleName("ConnectionEvents")
          .should()
          .accessTargetWhere(SystemCalls.forThreads());

  // Whoever begins something alone. Everything else is passed its machine.
  @ArchTest
  static final ArchRule theRealMachineIsNamedByEntriesAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.weft.runtime.launch", "dev.weft.jetstream..")
          .and()
          .doNotHaveSimpleName("MemoryTransport")
          .should()
          .accessTargetWhere(SystemCalls.forTheRealMachine());

  // ADR 0029. The scope makes those that it owns; whoever completes a future throws nothing.
  @ArchTest
  static final ArchRule threadsAreStartedByTheFrameAlone =
      noClasses()
          .that()
          .doNotHaveSimpleName("Threads")
          .and()
          .doNotHaveSimpleName("WorkerScope")
          .and()
          .doNotHaveSimpleName("MemoryRequests")
          .should()
          .callMethod(Machine.class, "virtual", String.class, Runnable.class)
          .orShould()
          .callMethod(Machine.class, "platform", String.class, Runnable.class);

  // ADR 0028: an exception's own methods are user code, so they are called in one place.
  @ArchTest
  static final ArchRule stacksOfExceptionsAreReadInOnePlace =
      noClasses()
          .that()
          .resideInAnyPackage("dev.weft.engine..", "dev.weft.telemetry..", "dev.weft.runtime..")
          .should()
          .callMethod(Throwable.class, "printStackTrace", PrintWriter.class)
          .orShould()
          .callMethod(Throwable.class, "getMessage")
          .orShould()
          .callMethod(Throwable.class, "getStackTrace");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.weft.(*)..").should().beFreeOfCycles();

  /** The engine's rooms, from the one that knows no other upwards: each knows what is before it. */
  private static final List<String> ENGINE =
      List.of(
          "dev.weft.engine",
          "dev.weft.engine.clock",
          "dev.weft.engine.source",
          "dev.weft.engine.publish",
          "dev.weft.engine.flow",
          "dev.weft.engine.retry",
          "dev.weft.engine.deadletter",
          "dev.weft.engine.delivery",
          "dev.weft.engine.batch",
          "dev.weft.engine.dispatch",
          "dev.weft.engine.worker",
          "dev.weft.engine.maxdeliver",
          "dev.weft.engine.partition",
          "dev.weft.engine.request");

  /** The rooms of the transport on NATS; here the outermost package is the one on top. */
  private static final List<String> JETSTREAM =
      List.of(
          "dev.weft.jetstream.settings",
          "dev.weft.jetstream.wire",
          "dev.weft.jetstream.credentials",
          "dev.weft.jetstream.connection",
          "dev.weft.jetstream.api",
          "dev.weft.jetstream.consumer",
          "dev.weft.jetstream.settle",
          "dev.weft.jetstream.receive",
          "dev.weft.jetstream.publish",
          "dev.weft.jetstream.request",
          "dev.weft.jetstream.transport",
          "dev.weft.jetstream");

  /** The transport's rooms. */
  private static final List<String> TRANSPORT =
      List.of("dev.weft.transport.settings", "dev.weft.transport");

  /** The configuration's rooms; the outermost package is the one on top. */
  private static final List<String> CONFIG =
      List.of(
          "dev.weft.config.hocon",
          "dev.weft.config.classes",
          "dev.weft.config.nats",
          "dev.weft.config.handler",
          "dev.weft.config");

  /** The runtime's rooms; the outermost package is the one on top. */
  private static final List<String> RUNTIME =
      List.of(
          "dev.weft.runtime.scope",
          "dev.weft.runtime.load",
          "dev.weft.runtime.provision",
          "dev.weft.runtime.wiring",
          "dev.weft.runtime.launch",
          "dev.weft.runtime");

  private static final Map<String, List<String>> HOUSES =
      Map.of(
          "engine", ENGINE,
          "jetstream", JETSTREAM,
          "transport", TRANSPORT,
          "config", CONFIG,
          "runtime", RUNTIME);

  @ArchTest
  static void aRoomKnowsOnlyThoseBeforeIt(JavaClasses all) {
    for (List<String> rooms : HOUSES.values()) {
      for (int i = 0; i < rooms.size() - 1; i++) {
        noClasses()
            .that()
            .resideInAPackage(rooms.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(rooms.subList(i + 1, rooms.size()).toArray(String[]::new))
            .check(all);
      }
    }
  }

  @ArchTest
  static void aHouseHasNoOtherRooms(JavaClasses all) {
    HOUSES.forEach(
        (name, rooms) ->
            classes()
                .that()
                .resideInAPackage("dev.weft." + name + "..")
                .should()
                .resideInAnyPackage(rooms.toArray(String[]::new))
                .check(all));
  }

  // These two know nothing else of their house.
  @ArchTest
  static final ArchRule hoconIsReadWithoutTheRest = knowsOnly("config.hocon", "transport.settings");

  @ArchTest
  static final ArchRule theScopeKnowsNoClassesOfUsers =
      knowsOnly("runtime.scope", "", "transport..", "engine", "engine.clock", "config", "machine");

  // The root is what users write against, and not to be looked through for a line.
  @ArchTest
  static void noPackageButTheRootHasMoreThanTwentyFiveFiles(JavaClasses all) {
    Map<String, Long> files =
        all.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(one -> !one.getPackageName().equals("dev.weft"))
            .filter(one -> !one.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files).allSatisfy((room, n) -> assertThat(n).as(room).isLessThanOrEqualTo(25));
  }

  // A record's components are its constructor's parameters. An enum's constants have a name and a
  // number besides, and a class within another one has that.
  @ArchTest
  static void noConstructorHasMoreThanSixParameters(JavaClasses all) {
    List<String> longer =
        all.stream()
            .flatMap(one -> one.getConstructors().stream())
            .filter(
                one ->
                    one.getRawParameterTypes().size()
                        > (one.getOwner().isEnum() ? 8 : one.getOwner().isInnerClass() ? 7 : 6))
            .map(one -> one.getOwner().getSimpleName())
            .toList();
    assertThat(longer).isEmpty();
  }

  @ArchTest
  static void noTwoTypesHaveOneName(JavaClasses all) {
    Map<String, Long> names =
        all.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(one -> !one.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()));
    assertThat(names).allSatisfy((name, n) -> assertThat(n).as(name).isOne());
  }

  // Of Weft's own packages; "" is the root. A package may still be empty.
  private static ArchRule knowsOnly(String name, String... others) {
    String[] known =
        Stream.concat(
                Stream.of("dev.weft." + name + ".."),
                Stream.of(others).map(other -> other.isEmpty() ? "dev.weft" : "dev.weft." + other))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("dev.weft." + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.weft..").and(not(resideInAnyPackage(known))))
        .allowEmptyShould(true);
  }

  private static ArchRule onlyThese(String library, String... names) {
    String[] packages =
        Stream.of(names).map(name -> "dev.weft." + name + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
