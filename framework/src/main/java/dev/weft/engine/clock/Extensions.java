package dev.weft.engine.clock;

import dev.weft.transport.Delivery;
import dev.weft.transport.Source;
import org.jspecify.annotations.Nullable;

/**
 * One round of extensions, each by itself: whatever one throws, it holds up no other. One thread
 * uses it.
 */
public final class Extensions {

  private int failed;
  private @Nullable Throwable first;

  /** Starts the ack wait of a delivery anew. */
  public void extend(Delivery delivery) {
    try {
      delivery.extend();
    } catch (Throwable thrown) {
      note(thrown);
    }
  }

  /** Starts the ack waits anew of what a source has received ahead. */
  public void extend(Source source) {
    try {
      source.extend();
    } catch (Throwable thrown) {
      note(thrown);
    }
  }

  /** How many could not be made. */
  int failed() {
    return failed;
  }

  /** What the first of those threw; null if all were made. */
  @Nullable Throwable first() {
    return first;
  }

  /** Fails as the first of them, if there is one. */
  public void throwFirst() {
    switch (first) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException failure -> throw failure;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  private void note(Throwable thrown) {
    failed++;
    if (first == null) {
      first = thrown;
    }
  }
}
