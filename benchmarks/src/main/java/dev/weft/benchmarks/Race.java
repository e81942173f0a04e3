package dev.weft.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs contenders in turn, round by round, and every other round the other way round: whatever else
 * the machine does hits them all alike.
 *
 * @param run does each run
 * @param warmUps how many runs of each contender come first, for its JVM to compile what it does
 * @param rounds how many samples of each contender
 * @param references programs to run beside them
 */
record Race(OneRun run, int warmUps, int rounds, List<ReferenceProgram> references) {

  /** Starts a contender's process. */
  interface Start {
    Lane start(Place place) throws Exception;
  }

  /** Sets the contenders of a case beside each other. */
  Result run(Case one) throws Exception {
    List<Start> starts =
        one.entrants().stream()
            .<Start>map(entrant -> place -> new Lane(entrant, place, Lane.THIS_BUILD))
            .toList();
    List<List<Sample>> all = inTurn(one, starts);
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int i = 0; i < starts.size(); i++) {
      samples.put(one.entrants().get(i).title, all.get(i));
    }
    if (ReferenceProgram.WORK.contains(one.name())) {
      for (ReferenceProgram reference : references) {
        samples.put(reference.title(), refer(one, reference));
      }
    }
    return new Result(one, samples);
  }

  /** The samples of each of them, in the same order. */
  List<List<Sample>> inTurn(Case one, List<Start> starts) throws Exception {
    return one.conduct().isCold() ? cold(one, starts) : warm(one, starts);
  }

  private List<List<Sample>> cold(Case one, List<Start> starts) throws Exception {
    return rounds(starts.size(), place -> run.cold(one, starts.get(place)));
  }

  private List<List<Sample>> warm(Case one, List<Start> starts) throws Exception {
    List<Lane> lanes = new ArrayList<>();
    try {
      for (Start start : starts) {
        Lane lane = start.start(run.course().place());
        lanes.add(lane);
        for (int i = 0; i < warmUps; i++) {
          run.warmUp(one, lane);
        }
      }
      return rounds(lanes.size(), place -> run.warm(one, lanes.get(place)));
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
  }

  private List<Sample> refer(Case one, ReferenceProgram reference) throws Exception {
    return rounds(1, place -> run.refer(one, reference)).get(0);
  }

  /** A run of the contender in this place. */
  private interface Turn {
    Sample take(int place) throws Exception;
  }

  private List<List<Sample>> rounds(int contenders, Turn turn) throws Exception {
    List<List<Sample>> samples = new ArrayList<>();
    List<Integer> order = new ArrayList<>(IntStream.range(0, contenders).boxed().toList());
    order.forEach(place -> samples.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int place : order) {
        samples.get(place).add(turn.take(place));
      }
      Collections.reverse(order);
    }
    return samples;
  }
}
