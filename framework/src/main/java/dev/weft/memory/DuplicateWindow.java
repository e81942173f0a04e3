package dev.weft.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The ids a stream remembers for a while, to store no message twice. Guarded by {@link Guard}. */
final class DuplicateWindow {

  private record Seen(long sequence, long at) {}

  private final long width;
  private final Ticker ticker;
  // In the order of time, since an id is put in once and time does not go back.
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  DuplicateWindow(long width, Ticker ticker) {
    this.width = width;
    this.ticker = ticker;
  }

  /** The sequence of the message that came under this id within the window. */
  Optional<Long> find(String id) {
    forgetOld();
    return Optional.ofNullable(seen.get(id)).map(Seen::sequence);
  }

  void remember(String id, long sequence) {
    seen.put(id, new Seen(sequence, ticker.nanos()));
  }

  private void forgetOld() {
    long now = ticker.nanos();
    Iterator<Seen> oldest = seen.values().iterator();
    while (oldest.hasNext() && now - oldest.next().at() >= width) {
      oldest.remove();
    }
  }
}
