package dev.weft.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
}
