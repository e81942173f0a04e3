package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Set;
import java.util.stream.Collectors;

/** What applications write against, ADR 0044. */
@AnalyzeClasses(packages = "dev.weft", importOptions = ImportOption.DoNotIncludeTests.class)
class ExportedPackagesTest {

  @ArchTest
  static void exportedSignaturesNameExportedTypesAlone(JavaClasses all) {
    Set<String> offences =
        all.stream()
            .filter(ExportedPackages::isExported)
            .flatMap(type -> ExportedPackages.offences(type).stream())
            .collect(Collectors.toSet());

    assertThat(offences).isEmpty();
  }

  @ArchTest
  static void eachExportedPackageHasSomethingToExport(JavaClasses all) {
    Set<String> packages =
        all.stream()
            .filter(ExportedPackages::isExported)
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    assertThat(packages)
        .isSubsetOf(ExportedPackages.names())
        .contains("dev.weft", "dev.weft.runtime");
  }

  @ArchTest
  static void nothingOfTheEngineIsExported(JavaClasses all) {
    assertThat(ExportedPackages.names()).noneMatch(name -> name.startsWith("dev.weft.engine"));
  }
}
