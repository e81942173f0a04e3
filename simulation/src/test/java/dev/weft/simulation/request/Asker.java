package dev.weft.simulation.request;

import dev.weft.NoRespondersException;
import dev.weft.RequestException;
import dev.weft.RequestOptions;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.engine.request.CodecRequester;
import dev.weft.machine.Machine;
import dev.weft.transport.Requests;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Asks one question after the other, and tells what it hears. */
final class Asker {

  /** Longer than any answer may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int QUESTIONS = 6;
  private static final String NOBODY = "nobody was there";
  private static final String WRONG = "wrong answer: ";

  /** What became of a question. */
  record Heard(String question, String outcome, long millis) {

    /** Whether it is what a stop leaves unanswered. */
    boolean isOfTheStop() {
      return outcome.equals(NOBODY) || outcome.endsWith("stopping");
    }

    boolean isWrong() {
      return outcome.startsWith(WRONG);
    }

    @Override
    public String toString() {
      return question + ": " + outcome + " after " + millis + " ms";
    }
  }

  private final int number;
  private final Machine machine;
  private final RandomGenerator chance;
  private final CodecRequester<String, String> requester;
  private final Consumer<Heard> told;

  Asker(
      int number,
      Machine machine,
      RandomGenerator chance,
      Requests requests,
      Consumer<Heard> told) {
    this.number = number;
    this.machine = machine;
    this.chance = chance;
    this.requester =
        new CodecRequester<>(StringCodec.INSTANCE, StringCodec.INSTANCE, requests, Observer.none());
    this.told = told;
  }

  void ask(String subject) throws InterruptedException {
    for (int i = 0; i < QUESTIONS; i++) {
      String question = number + "." + i;
      long start = machine.nanoTime();
      String outcome = outcome(subject, question);
      long millis = TimeUnit.NANOSECONDS.toMillis(machine.nanoTime() - start);
      told.accept(new Heard(question, outcome, millis));
      machine.sleep(chance.nextLong(1, TimeUnit.SECONDS.toNanos(2)));
    }
  }

  private String outcome(String subject, String question) {
    try {
      String answer =
          requester.request(subject, question, RequestOptions.defaults().withTimeout(PATIENCE));
      return answer.equals(Questioned.answer(question)) ? "answered" : WRONG + answer;
    } catch (NoRespondersException e) {
      return NOBODY;
    } catch (RequestException e) {
      return e.code() + " " + e.type();
    }
  }
}
