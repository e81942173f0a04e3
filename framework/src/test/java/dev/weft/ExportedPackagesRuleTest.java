package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.weft.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What guards the exported packages sees what it is to see. */
class ExportedPackagesRuleTest {

  /** An interface that is one of the engine's types. */
  public interface Chosen extends Supplier<Outcome> {}

  /** A class that is one of the engine's types. */
  public abstract static class Kept extends AbstractList<Outcome> {}

  @ParameterizedTest
  @ValueSource(classes = {Chosen.class, Kept.class})
  void aSupertypeThatNamesTheEngineIsAnOffence(Class<?> type) {
    JavaClass imported = new ClassFileImporter().importClass(type);

    assertThat(ExportedPackages.offences(imported))
        .contains(type.getName() + " names " + Outcome.class.getName());
  }

  // Git fetches a commit by all of its digits alone.
  @Test
  void theBaselineIsATagOrAllDigitsOfACommit() throws IOException {
    assertThat(Files.readAllLines(Path.of("..", "api", "baseline")))
        .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
        .singleElement()
        .asString()
        .doesNotMatch("[0-9a-f]{4,39}");
  }
}
