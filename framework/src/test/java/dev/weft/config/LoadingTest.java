package dev.weft.config;

import static dev.weft.config.Reading.CLASSES;
import static dev.weft.config.Reading.HANDLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.ConfigurationException;
import dev.weft.ConfigurationProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingTest {

  @TempDir private Path folder;

  @AfterEach
  void forgetProperties() {
    List.of("config.file", "weft.http.port", "weft.nats.servers.0").forEach(System::clearProperty);
  }

  private Path file(String name, String hocon) throws IOException {
    return Files.writeString(folder.resolve(name), hocon);
  }

  private static List<String> problems(Path file) {
    return catchThrowableOfType(ConfigurationException.class, () -> WeftConfig.load(file, CLASSES))
        .problems()
        .stream()
        .map(ConfigurationProblem::toString)
        .toList();
  }

  @Test
  void aFileIsReadOverTheReference() throws IOException {
    WeftConfig config = WeftConfig.load(file("my.conf", HANDLER + "weft.http.port = 9"), CLASSES);

    assertThat(config.http()).isEqualTo(new HttpConfig(true, "0.0.0.0", 9));
  }

  @Test
  void systemPropertiesAreReadOverTheFile() throws IOException {
    System.setProperty("weft.http.port", "10");
    System.setProperty("weft.nats.servers.0", "nats://elsewhere:4222");
    WeftConfig config = WeftConfig.load(file("my.conf", HANDLER + "weft.http.port = 9"), CLASSES);

    assertThat(config.http().port()).isEqualTo(10);
    assertThat(config.nats().servers()).containsExactly("nats://elsewhere:4222");
  }

  @Test
  void aSystemPropertyIsNamedAsOne() throws IOException {
    System.setProperty("weft.http.port", "ten");

    assertThat(problems(file("my.conf", HANDLER)))
        .containsExactly(
            "system property weft.http.port: weft.http.port = ten: expected a whole number");
  }

  @Test
  void withoutAFileTheUsualLookUpFindsOne() throws IOException {
    System.setProperty("config.file", file("my.conf", HANDLER).toString());

    assertThat(WeftConfig.load(null, CLASSES).handlers()).hasSize(1);
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    Path missing = folder.resolve("missing.conf");

    assertThat(problems(missing)).containsExactly(missing + ": no such file");
    System.setProperty("config.file", missing.toString());
    assertThatLookUpFails(missing);
  }

  private static void assertThatLookUpFails(Path missing) {
    assertThat(
            catchThrowableOfType(ConfigurationException.class, () -> WeftConfig.load(null, CLASSES))
                .problems())
        .singleElement()
        .asString()
        .startsWith(missing + ": cannot be read: ")
        .contains("No such file");
  }

  @Test
  void anIncludedFileIsNamedWhereItsValuesAre() throws IOException {
    Path included = file("more.conf", "weft.http {\n  port = x\n}");
    Path file = file("my.conf", HANDLER + "include \"more.conf\"\nweft.http.host = \"\"");

    assertThat(problems(file))
        .containsExactlyInAnyOrder(
            included + ": 2: weft.http.port = x: expected a whole number",
            file + ": 3: weft.http.host = \"\": expected a string that is not blank");
  }

  @Test
  void aFileBelowTheWorkingDirectoryIsShownRelativeToIt() throws IOException {
    Path here = Files.createTempFile(Path.of("target").toAbsolutePath(), "here", ".conf");

    assertThat(problems(Files.writeString(here, HANDLER + "weft.a = 1")))
        .containsExactly("target/" + here.getFileName() + ": 2: weft.a: unknown key");
  }

  @Test
  void aSyntaxErrorIsAProblemOfItsLine() throws IOException {
    Path open = file("open.conf", "weft {\n  http {\n    port = 1\n");
    Path quote = file("quote.conf", "weft {\n  http.host = \"abc\n}");
    Path token = file("token.conf", "weft.http {\n  port 8080\n}");

    assertThat(problems(open))
        .containsExactly(
            open
                + ": 4: cannot be read: the file ends too early; expected a closing }, ] or a"
                + " value");
    assertThat(problems(quote))
        .containsExactly(
            quote
                + ": 2: cannot be read: Expecting a value but got wrong token: '…' (JSON does not"
                + " allow unescaped newline in quoted strings, use a backslash escape)");
    assertThat(problems(token))
        .containsExactly(
            token + ": 3: cannot be read: expected =, : or { after the key before this");
  }
}
