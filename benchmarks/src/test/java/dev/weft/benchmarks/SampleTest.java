package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void aSampleIsReadFromItsText() {
    var sample =
        new Sample(
            Map.of(Measure.RATE, 2_000.5, Measure.WAKE_UPS, 2.3),
            Map.of(ThreadRole.READER, new Share(1.0, 20.5)));

    assertThat(Sample.parse(sample.toString())).isEqualTo(sample);
  }
}
