package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What applications write against, ADR 0044; the testkit has a test of its own. */
class ExportedPackagesTest {

  private static final String OF_THE_TESTKIT = "dev.weft.testkit";

  @Test
  void exportedSignaturesNameExportedTypesAlone() {
    Set<String> offences =
        ExportedPackages.exported(MainClasses.all()).stream()
            .flatMap(type -> ExportedPackages.offences(type).stream())
            .collect(Collectors.toSet());

    assertThat(offences).isEmpty();
  }

  @Test
  void eachExportedPackageHasSomethingToExport() {
    Set<String> packages =
        ExportedPackages.exported(MainClasses.all()).stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    var listed = new HashSet<>(ExportedPackages.names());
    listed.remove(OF_THE_TESTKIT);

    assertThat(packages).isEqualTo(listed);
  }

  @Test
  void nothingOfTheEngineIsExported() {
    assertThat(ExportedPackages.names()).noneMatch(name -> name.startsWith("dev.weft.engine"));
  }
}
