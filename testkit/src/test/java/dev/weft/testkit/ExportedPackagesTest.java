package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.weft.ExportedPackages;
import java.util.Set;
import java.util.stream.Collectors;

/** What tests write against, ADR 0044. */
@AnalyzeClasses(packages = "dev.weft.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ExportedPackagesTest {

  @ArchTest
  static void exportedSignaturesNameExportedTypesAlone(JavaClasses all) {
    Set<String> offences =
        ExportedPackages.exported(all).stream()
            .flatMap(type -> ExportedPackages.offences(type).stream())
            .collect(Collectors.toSet());

    assertThat(offences).isEmpty();
  }

  @ArchTest
  static void theTestkitIsExported(JavaClasses all) {
    assertThat(ExportedPackages.exported(all)).isNotEmpty();
  }
}
