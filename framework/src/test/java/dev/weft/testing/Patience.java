package dev.weft.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each wait of a test for a condition a limit that a machine at its busiest keeps: what holds
 * is seen at once all the same. Found as a service, so that no test has to name it.
 */
public final class Patience implements BeforeAllCallback {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
