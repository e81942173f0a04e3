package dev.weft.app.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of docs/testing.md are tests that run here. */
class TestingPageTest {

  private static final String HERE = "worker-app/src/test/java/dev/weft/app/readme/";

  @Test
  void itsTestsAreThoseThatRunHere() throws IOException {
    assertThat(Docs.blocks(Docs.read("docs/testing.md"), "java"))
        .containsExactlyElementsOf(
            List.of(
                after(HERE + "GreetCustomerTest.java"),
                after(HERE + "JoinedCustomersTest.java"),
                after(HERE + "WelcomeMailTest.java")));
  }

  @Test
  void itsDependencyIsTheModules() throws IOException {
    String pom = Docs.read("testkit/pom.xml");
    String dependency = String.join("", Docs.blocks(Docs.read("docs/testing.md"), "xml"));

    assertThat(dependency).contains("<artifactId>weft-testkit</artifactId>");
    assertThat(pom).contains("<artifactId>weft-testkit</artifactId>");
    assertThat(version(dependency)).isEqualTo(version(pom));
  }

  private static String version(String xml) {
    return xml.substring(xml.indexOf("<version>"), xml.indexOf("</version>"));
  }

  // From the line after the comment that says so.
  private static String after(String file) throws IOException {
    String source = Docs.read(file);
    String comment = "TestingPageTest compares.\n";
    return source.substring(source.indexOf(comment) + comment.length());
  }
}
