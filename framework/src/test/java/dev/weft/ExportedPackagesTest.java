package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What applications write against, ADR 0044; the testkit has a test of its own. */
@AnalyzeClasses(packages = "dev.weft", importOptions = ImportOption.DoNotIncludeTests.class)
class ExportedPackagesTest {

  private static final String OF_THE_TESTKIT = "dev.weft.testkit";

  @ArchTest
  static void exportedSignaturesNameExportedTypesAlone(JavaClasses all) {
    Set<String> offences =
        ExportedPackages.exported(all).stream()
            .flatMap(type -> ExportedPackages.offences(type).stream())
            .collect(Collectors.toSet());

    assertThat(offences).isEmpty();
  }

  @ArchTest
  static void eachExportedPackageHasSomethingToExport(JavaClasses all) {
    Set<String> packages =
        ExportedPackages.exported(all).stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    var listed = new HashSet<>(ExportedPackages.names());
    listed.remove(OF_THE_TESTKIT);

    assertThat(packages).isEqualTo(listed);
  }

  @ArchTest
  static void nothingOfTheEngineIsExported(JavaClasses all) {
    assertThat(ExportedPackages.names()).noneMatch(name -> name.startsWith("dev.weft.engine"));
  }
}
