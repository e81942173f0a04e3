package dev.weft.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weft.SystemCalls;
import dev.weft.machine.Machine;

/** Who may know which library. */
@AnalyzeClasses(packages = "dev.weft.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyTheExtensionKnowsJUnit =
      noClasses()
          .that()
          .doNotHaveSimpleName("WeftExtension")
          .and()
          .doNotHaveSimpleName("WeftTest")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.junit..");

  @ArchTest
  static final ArchRule noServerIsInvolved =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.weft.jetstream..", "io.nats..", "io.opentelemetry..");

  // ADR 0047: a kit may be on a simulated machine.
  @ArchTest
  static final ArchRule theMachineAloneAsksTheSystem =
      noClasses().should().accessTargetWhere(SystemCalls.any());

  @ArchTest
  static final ArchRule theRealMachineIsNamedByTheBuilderAlone =
      noClasses()
          .that()
          .areNotAssignableTo(KitBuilder.class)
          .should()
          .callMethod(Machine.class, "real");
}
