package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BenchOptionsTest {

  @Test
  void wordsAreOptionsAndCases() {
    var options = BenchOptions.parse("--rounds=15", "push", "--before=/a:/b/*", "pull");

    assertThat(options.rounds()).isEqualTo(15);
    assertThat(options.before()).contains("/a:/b/*");
    assertThat(options.quick()).isFalse();
    assertThat(options.cases()).containsExactly("push", "pull");
  }

  @Test
  void quickIsOneShortRunUnlessItSaysOtherwise() {
    assertThat(BenchOptions.parse("--quick").rounds()).isEqualTo(1);
    assertThat(BenchOptions.parse("--quick", "--rounds=5", "--seconds=3"))
        .returns(5, BenchOptions::rounds)
        .returns(3.0, BenchOptions::seconds);
  }

  @Test
  void anUnknownOptionIsNamedWithWhatIsExpected() {
    assertThatThrownBy(() -> BenchOptions.parse("--rounds=0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("--rounds=0", "--rounds=<1 to 999>");
  }
}
