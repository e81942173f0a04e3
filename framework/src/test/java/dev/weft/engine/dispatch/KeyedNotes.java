package dev.weft.engine.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Message;
import dev.weft.MessageKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a handler by key has done, in which order, and what it has at work. */
final class KeyedNotes {

  /** A message is "key-number", numbered within its key. */
  static final MessageKey KEY =
      (subject, headers, data) -> new String(data, UTF_8).replaceAll("-.*", "");

  final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  final Set<String> keysInWork = ConcurrentHashMap.newKeySet();
  private final Set<String> clashes = ConcurrentHashMap.newKeySet();
  final AtomicInteger inWork = new AtomicInteger();

  void enter(Message<String> message) {
    inWork.incrementAndGet();
    if (!keysInWork.add(key(message))) {
      clashes.add(message.payload());
    }
  }

  void leave(Message<String> message) {
    keysInWork.remove(key(message));
    inWork.decrementAndGet();
  }

  static String key(Message<String> message) {
    return message.payload().replaceAll("-.*", "");
  }

  void assertInOrder(int count) {
    assertThat(handled).hasSize(count);
    assertInOrderWithGaps();
    assertThat(perKey()).allSatisfy((key, numbers) -> assertThat(numbers).startsWith(0));
  }

  // What was given up is missing; nothing that is there may be out of place.
  void assertInOrderWithGaps() {
    assertThat(clashes).as("two messages of one key at work at once").isEmpty();
    assertThat(perKey())
        .allSatisfy((key, numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
  }

  private Map<String, List<Integer>> perKey() {
    var perKey = new HashMap<String, List<Integer>>();
    for (String id : List.copyOf(handled)) {
      String[] parts = id.split("[-#]", -1);
      perKey.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
    }
    return perKey;
  }
}
