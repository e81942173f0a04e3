package dev.weft.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each wait of a test for a condition a limit that a machine at its busiest keeps, and has
 * the condition looked at often: what holds is seen at once. Found as a service, so that no test
 * has to name it.
 */
public final class Patience implements BeforeAllCallback {

  /** In seconds. Less where many tests are to fail, as where PIT has changed what they test. */
  private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("test.patience", 40));

  private static final Duration FIRST_LOOK = Duration.ofMillis(1);

  /** So many looks a second that what takes long is not slowed down by them. */
  private static final Duration RAREST = Duration.ofMillis(40);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
    Awaitility.setDefaultPollInterval((count, last) -> next(last));
  }

  private static Duration next(Duration last) {
    Duration longer = last.plus(last.dividedBy(2)).plus(FIRST_LOOK);
    return longer.compareTo(RAREST) < 0 ? longer : RAREST;
  }
}
