package dev.weft.simulation.request;

import dev.weft.RefuseException;
import dev.weft.Request;
import dev.weft.Responder;
import dev.weft.engine.clock.Alarm;
import dev.weft.machine.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A responder that behaves in any way, and sees how it is called. */
final class Questioned implements Responder<String, String> {

  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static final int MOST_PLACES = 3;

  private enum Behaviour {
    ANSWERS,
    ANSWERS_AFTER_A_WHILE,
    ANSWERS_AT_THE_TIME_LIMIT,
    IGNORES_ITS_INTERRUPT,
    REFUSES,
    LEAVES_AN_INTERRUPT,
    THROWS_AN_ERROR,
    IS_SLOW
  }

  private final Machine machine;
  private final RandomGenerator chance;
  private final Consumer<String> fault;
  private final int places;
  private final List<Long> atWork = new ArrayList<>(); // since when; one thread runs at a time

  Questioned(Machine machine, RandomGenerator chance, Consumer<String> fault) {
    this.machine = machine;
    this.chance = chance;
    this.fault = fault;
    this.places = chance.nextInt(1, MOST_PLACES + 1);
  }

  /** How many may be at work at once. */
  int places() {
    return places;
  }

  static String answer(String question) {
    return "re " + question;
  }

  @Override
  public String respond(Request<String> request) throws Exception {
    if (Thread.currentThread().isInterrupted()) {
      fault.accept(request.payload() + " begins with an interrupt");
    }
    Long since = machine.nanoTime();
    atWork.add(since);
    long waitedFor = atWork.stream().filter(one -> since - one < abandonedAfter()).count();
    if (waitedFor > places) {
      fault.accept(waitedFor + " at work in " + places + " places");
    }
    try {
      behave();
    } finally {
      atWork.remove(since);
    }
    return answer(request.payload());
  }

  private static long abandonedAfter() {
    return TIMEOUT.plus(Alarm.GRACE).toNanos();
  }

  private void behave() throws Exception {
    Behaviour[] all = Behaviour.values();
    switch (all[chance.nextInt(all.length)]) {
      case ANSWERS -> {}
      case ANSWERS_AFTER_A_WHILE -> machine.sleep(chance.nextLong(1, 10_000_000));
      case ANSWERS_AT_THE_TIME_LIMIT ->
          machine.sleep(TIMEOUT.toNanos() + chance.nextLong(-2_000_000, 2_000_000));
      case IGNORES_ITS_INTERRUPT -> stayFor(TimeUnit.SECONDS.toNanos(20));
      case REFUSES -> throw new RefuseException(409, "conflict", "by the responder");
      case LEAVES_AN_INTERRUPT -> Thread.currentThread().interrupt();
      case THROWS_AN_ERROR -> throw new AssertionError("by the responder");
      case IS_SLOW -> machine.sleep(chance.nextLong(1, 3 * TIMEOUT.toNanos()));
    }
  }

  private void stayFor(long nanos) {
    long end = machine.nanoTime() + nanos;
    while (end - machine.nanoTime() > 0) {
      machine.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
      Thread.interrupted();
    }
  }
}
