package dev.weft;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * Weft's own classes, for rules that need no more of others than their names: those are not read,
 * which would take most of the time.
 */
final class MainClasses {

  private static final JavaClasses ALL =
      ArchConfiguration.withThreadLocalScope(
          (ArchConfiguration configuration) -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.weft");
          });

  private MainClasses() {}

  /** All of them, read once. */
  static JavaClasses all() {
    return ALL;
  }
}
