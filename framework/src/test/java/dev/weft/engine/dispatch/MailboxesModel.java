package dev.weft.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.engine.CountedDelivery;
import dev.weft.transport.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Mailboxes beside a plain model of them, under the same random operations. They are used under a
 * lock, so one thread shows all there is.
 */
final class MailboxesModel {

  private static final int KEYS = 5;

  private final Random random;
  private final Mailboxes mailboxes = new Mailboxes();
  // The model: what waits by key, in order; which keys are at work, or wait for an attempt.
  private final Map<String, Deque<Long>> lines = new LinkedHashMap<>();
  private final Set<String> atWork = new HashSet<>();
  private final Map<String, Mailbox> waiting = new HashMap<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final Set<Long> settled = new HashSet<>();
  private boolean refusing;
  // What the operations need: the deliveries taken, and mailboxes that somebody may call due.
  private final List<KeyedDelivery> taken = new ArrayList<>();
  private final List<Mailbox> known = new ArrayList<>();
  private long sequence;

  MailboxesModel(Random random) {
    this.random = random;
  }

  /** Three hundred operations, with a look after each. */
  void run() {
    for (int i = 0; i < 300; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> add(++sequence, 1);
        case 4 -> add(1 + random.nextLong(sequence + 1), 2);
        case 5, 6, 7 -> take();
        case 8, 9 -> finish();
        case 10 -> due();
        default -> turn();
      }
      check();
    }
  }

  private void add(long number, int attempt) {
    sequence = Math.max(sequence, number);
    String key = "k" + number % KEYS;
    Mailboxes.Entry expected;
    if (attempt > 1 && settled.contains(number)) {
      expected = Mailboxes.Entry.SETTLED_ALREADY;
    } else if (refusing) {
      expected = Mailboxes.Entry.REFUSED;
    } else if (held().anyMatch(one -> one == number)) {
      expected = Mailboxes.Entry.HERE_ALREADY;
    } else {
      expected = Mailboxes.Entry.QUEUED;
      if (!lines.containsKey(key)) {
        lines.put(key, new ArrayDeque<>());
        ready.add(key);
      }
      line(key).add(number);
    }
    assertThat(mailboxes.add(key, new CountedDelivery(number, attempt))).isEqualTo(expected);
  }

  private void take() {
    KeyedDelivery next = mailboxes.takeReady();
    String key = ready.poll();
    if (key == null || next == null) {
      assertThat(next).isNull();
      assertThat(key).isNull();
      return;
    }
    assertThat(next.sequence()).isEqualTo(line(key).element());
    assertThat(atWork.add(key)).as("one of a key at a time").isTrue();
    next.nextAttempt();
    taken.add(next);
  }

  private void finish() {
    if (taken.isEmpty()) {
      return;
    }
    KeyedDelivery one = taken.remove(random.nextInt(taken.size()));
    String key = one.mailbox().key;
    int how = random.nextInt(4);
    switch (how) {
      case 0 -> one.settle(Outcome.Retry.HANDED_BACK);
      case 1 -> one.settle(new Outcome.Retry(Duration.ofSeconds(1), "for the test", null));
      default -> one.settle(Outcome.Ack.INSTANCE);
    }
    atWork.remove(key);
    if (how > 1) {
      settled.add(line(key).remove());
    }
    if (line(key).isEmpty()) {
      lines.remove(key);
    } else if (how == 1) {
      waiting.put(key, one.mailbox());
      known.add(one.mailbox());
    } else {
      ready.add(key);
    }
    mailboxes.finished(one, 0);
    List<Long> left = new ArrayList<>();
    if (refusing && lines.containsKey(key)) {
      ready.remove(key);
      waiting.remove(key);
      left.addAll(lines.remove(key));
    }
    assertThat(mailboxes.leftIn(one.mailbox())).extracting(KeyedDelivery::sequence).isEqualTo(left);
  }

  // Also of mailboxes that are gone by now, or came anew under the same key.
  private void due() {
    if (known.isEmpty()) {
      return;
    }
    Mailbox mailbox = known.remove(random.nextInt(known.size()));
    mailboxes.due(mailbox);
    if (waiting.remove(mailbox.key, mailbox)) {
      ready.add(mailbox.key);
    }
  }

  private void turn() {
    if (refusing) {
      refusing = false;
      mailboxes.accept();
      return;
    }
    refusing = true;
    List<Long> back = new ArrayList<>();
    for (String key : List.copyOf(lines.keySet())) {
      if (!atWork.contains(key)) {
        back.addAll(lines.remove(key));
      }
    }
    ready.clear();
    waiting.clear();
    assertThat(mailboxes.refuse())
        .extracting(KeyedDelivery::sequence)
        .containsExactlyInAnyOrderElementsOf(back);
  }

  private void check() {
    assertThat(mailboxes.size()).isEqualTo((int) held().count());
    assertThat(mailboxes.isReady()).isEqualTo(!ready.isEmpty());
    assertThat(mailboxes.held())
        .extracting(KeyedDelivery::sequence)
        .containsExactlyInAnyOrderElementsOf(held().toList());
  }

  private Stream<Long> held() {
    return lines.values().stream().flatMap(Deque::stream);
  }

  private Deque<Long> line(String key) {
    return lines.computeIfAbsent(key, none -> new ArrayDeque<>());
  }
}
