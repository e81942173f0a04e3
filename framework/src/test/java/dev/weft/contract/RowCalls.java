package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The calls of a row's handler, and what every row promises of them: their order, their delays. */
final class RowCalls {

  /**
   * A message is handled.
   *
   * @param at a moment of the machine's
   */
  private record Call(String message, int attempt, long at) {}

  private final List<Call> all = new CopyOnWriteArrayList<>();

  /** A message begins. */
  void begin(String message, int attempt, long at) {
    all.add(new Call(message, attempt, at));
  }

  /** Has the messages begin in their order, and no attempt before its delay is over. */
  void check(MessageCase row) {
    List<String> inOrder = row.messages().keySet().stream().map(MessageCase::payload).toList();
    if (row.config().contains("ordering = key")) {
      row.messages().keySet().stream()
          .collect(Collectors.groupingBy(MessageCase::key))
          .forEach((key, names) -> assertKeysOrder(key, names, inOrder));
    } else {
      List<String> begun =
          all.stream().filter(call -> call.attempt() == 1).map(Call::message).distinct().toList();
      assertThat(begun)
          .as("first attempts, in the order of the stream")
          .isEqualTo(inOrder.stream().filter(begun::contains).toList());
    }
    row.acts().forEach(this::assertDelays);
  }

  private void assertKeysOrder(String key, List<String> names, List<String> inOrder) {
    List<String> its = names.stream().map(MessageCase::payload).toList();
    assertThat(all.stream().map(Call::message).filter(its::contains).map(inOrder::indexOf).toList())
        .as("each message of key %s after the last attempt of the one before it", key)
        .isSorted();
  }

  private void assertDelays(String message, List<String> acts) {
    var calls =
        new ArrayList<>(all.stream().filter(call -> call.message().equals(message)).toList());
    for (int i = 1; i < calls.size(); i++) {
      Call before = calls.get(i - 1);
      Duration asked =
          ScriptedHandlers.delay(acts.get(Math.min(before.attempt(), acts.size()) - 1));
      assertThat(Duration.ofNanos(calls.get(i).at() - before.at()))
          .as("%s: from attempt %s to the next", message, before.attempt())
          .isGreaterThanOrEqualTo(asked);
    }
  }
}
