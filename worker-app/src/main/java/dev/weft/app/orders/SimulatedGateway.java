package dev.weft.app.orders;

import dev.weft.app.orders.PaymentGateway.Answer.Authorized;
import dev.weft.app.orders.PaymentGateway.Answer.Declined;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * A gateway that fails now and then and recovers. What it does follows from the key and the attempt
 * alone, so that a run can be repeated.
 */
final class SimulatedGateway implements PaymentGateway {

  private final Duration roundTrip;

  SimulatedGateway(Duration roundTrip) {
    this.roundTrip = roundTrip;
  }

  @Override
  public Answer charge(Charge charge) throws IOException, InterruptedException {
    Thread.sleep(roundTrip);
    // Of a hundred orders two are declined, two fail twice and eight fail once.
    int draw = draw(charge.key());
    if (draw < 2) {
      return new Declined("insufficient funds");
    }
    int failures = draw < 4 ? 2 : draw < 12 ? 1 : 0;
    if (charge.attempt() <= failures) {
      throw new IOException("the payment gateway did not answer for order " + charge.key());
    }
    return new Authorized(String.format(Locale.ROOT, "A%08X", charge.key().hashCode()));
  }

  // Multiplying spreads keys that differ in their last digit only.
  private static int draw(String key) {
    return (int) ((key.hashCode() * 0x9E3779B97F4A7C15L) >>> 33) % 100;
  }
}
