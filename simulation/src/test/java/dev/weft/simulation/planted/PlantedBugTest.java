package dev.weft.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How planted bugs are written, and what is said of one that is written wrongly. */
class PlantedBugTest {

  private static final String PATCH =
      """
      Nobody is woken.
      Shown by SettledInTime, StopsEnd

      @ a/Gate.java
         lock.lock();
      -  changed.signalAll();
      +  changed.signal();
      """;

  @TempDir Path sources;

  @Test
  void takesThePlaceOfTheTextBeforeIt() throws IOException {
    write(
        """
        class Gate {
            lock.lock();

            changed.signalAll();
        }
        """);

    assertThat(PlantedBug.parse("quiet", PATCH).plantedIn(sources))
        .containsEntry("a/Gate.java", "class Gate {\nlock.lock();\nchanged.signal();\n}\n");
  }

  @Test
  void saysThatItNoLongerFitsWhereItsTextIsGone() throws IOException {
    write("class Gate {}");

    assertThatThrownBy(() -> PlantedBug.parse("quiet", PATCH).plantedIn(sources))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "planted bug quiet no longer fits: a/Gate.java: expected exactly once, and found 0"
                + " times: lock.lock(); ⏎ changed.signalAll();");
  }

  @Test
  void saysThatItNoLongerFitsWhereItsTextIsThereTwice() throws IOException {
    write("lock.lock();\nchanged.signalAll();\n".repeat(2));

    assertThatThrownBy(() -> PlantedBug.parse("quiet", PATCH).plantedIn(sources))
        .hasMessageContaining("planted bug quiet no longer fits")
        .hasMessageContaining("found 2 times");
  }

  @Test
  void changesOneFileInSeveralPlaces() throws IOException {
    write("one();\ntwo();\n");

    var bug =
        PlantedBug.parse(
            "both", "Both.\nShown by X\n@ a/Gate.java\n-one();\n@ a/Gate.java\n-two();\n+2;");

    assertThat(bug.plantedIn(sources)).containsEntry("a/Gate.java", "2;\n");
  }

  @Test
  void hasASentenceWhatShowsItAndAChange() {
    assertThatThrownBy(() -> PlantedBug.parse("mute", "Shown by X\n@ a/Gate.java\n-one();"))
        .hasMessageContaining("planted bug mute: expected a sentence");
    assertThatThrownBy(() -> PlantedBug.parse("hidden", "Hides.\n@ a/Gate.java\n-one();"))
        .hasMessageContaining("planted bug hidden: expected a sentence, a line 'Shown by '");
    assertThatThrownBy(() -> PlantedBug.parse("idle", "Does nothing.\nShown by X"))
        .hasMessageContaining("and a change that begins with '@ file'");
  }

  @Test
  void isShownByNothingButThePromisesThatItNames() {
    var bug = PlantedBug.parse("quiet", PATCH);

    assertThat(bug.isShownBy("SettledInTime: consumer a has 3 messages")).isTrue();
    assertThat(bug.isShownBy("StopsEnd: r1")).isTrue();
    assertThat(bug.isShownBy("NothingLost: message 1")).isFalse();
    assertThat(bug.isShownBy("Failed: java.lang.VerifyError")).isFalse();
    assertThat(bug.sentence()).isEqualTo("Nobody is woken.");
  }

  @Test
  void hasNoLineOfAnotherKind() {
    assertThatThrownBy(() -> PlantedBug.parse("odd", "Odd.\nShown by X\n@ a/Gate.java\n*one();"))
        .hasMessageContaining("planted bug odd: a line begins with a space, - or +, got: *one();");
  }

  @Test
  void saysWhatItStandsInPlaceOf() {
    assertThatThrownBy(() -> PlantedBug.parse("added", "Adds.\nShown by X\n@ a/Gate.java\n+one();"))
        .hasMessageContaining("says nothing of the text before it");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(sources.resolve("a"));
    Files.writeString(sources.resolve("a/Gate.java"), text);
  }
}
