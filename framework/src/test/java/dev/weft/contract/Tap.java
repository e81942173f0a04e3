package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.machine.Machine;
import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A source, asked as the tests ask, on its machine. */
record Tap(Source source, Machine machine) {

  /** The next delivery, which has to come. */
  Delivery one() throws InterruptedException {
    return take(1).get(0);
  }

  /** So many deliveries, which have to come. */
  List<Delivery> take(int count) throws InterruptedException {
    var taken = new ArrayList<Delivery>();
    long deadline = machine.nanoTime() + TestBed.PATIENCE.toNanos();
    while (taken.size() < count) {
      long left = deadline - machine.nanoTime();
      assertThat(left).as("time left, with %s of %s deliveries", taken.size(), count).isPositive();
      taken.addAll(source.next(count - taken.size(), Duration.ofNanos(left)));
    }
    return taken;
  }

  /** Fails if anything comes within this time. */
  void givesNothingFor(Duration time) throws InterruptedException {
    long deadline = machine.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = deadline - machine.nanoTime()) {
      assertThat(source.next(10, Duration.ofNanos(left))).map(TestBed::text).isEmpty();
    }
  }

  void close() {
    source.close();
  }
}
