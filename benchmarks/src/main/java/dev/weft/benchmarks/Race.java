package dev.weft.benchmarks;

import java.io.IOException;
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
 * @param warmUps how many runs of each contender come first, for its JVM to compile what it does
 * @param rounds how many samples of each contender
 * @param seconds how long a run is
 * @param messages how many messages a filled stream holds
 */
record Race(Course course, int warmUps, int rounds, double seconds, long messages) {

  private static final int WARM_UP_PACE = 20_000;

  // How much longer than others: what comes slowly has to be many for a median.
  private static final double PACED_RUNS = 4;

  /** Starts a contender's process. */
  interface Start {
    Lane start(Place place) throws IOException;
  }

  /** Sets the contenders of a case beside each other. */
  Result run(Case one) throws Exception {
    List<Start> starts =
        one.entrants().stream()
            .<Start>map(entrant -> place -> new Lane(entrant, place, Lane.THIS_BUILD))
            .toList();
    List<List<Sample>> all = inTurn(one, starts);
    Map<Entrant, List<Sample>> samples = new LinkedHashMap<>();
    for (int i = 0; i < starts.size(); i++) {
      samples.put(one.entrants().get(i), all.get(i));
    }
    return new Result(one, samples);
  }

  /** The samples of each of them, in the same order. */
  List<List<Sample>> inTurn(Case one, List<Start> starts) throws Exception {
    List<List<Sample>> samples = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    try {
      for (Start start : starts) {
        samples.add(new ArrayList<>());
        if (!one.once()) {
          var lane = start.start(course.place());
          lanes.add(lane);
          warmUp(one, lane);
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (int place : places(starts.size(), round)) {
          samples
              .get(place)
              .add(one.once() ? once(one, starts.get(place)) : sample(one, lanes.get(place)));
        }
      }
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
    return samples;
  }

  private Sample once(Case one, Start start) throws Exception {
    course.ready(one.stock(), messages);
    try (var lane = start.start(course.place())) {
      return sample(one, lane);
    }
  }

  // At a high pace, or what is slow to come would be slow to be compiled.
  private void warmUp(Case one, Lane lane) throws Exception {
    for (int run = 0; run < warmUps; run++) {
      sample(one, lane, Math.max(WARM_UP_PACE, one.stock().pace()), seconds);
    }
  }

  private Sample sample(Case one, Lane lane) throws Exception {
    int pace = one.stock().pace();
    return sample(one, lane, pace, pace > 0 ? seconds * PACED_RUNS : seconds);
  }

  private Sample sample(Case one, Lane lane, int pace, double longest) throws Exception {
    Stock stock = one.stock();
    String stream = course.ready(stock, messages);
    long most = stock.filled() ? messages : Long.MAX_VALUE;
    Task task = lane.task(stream, course.newConsumer(), most, longest, stock.bytes());
    if (stock.pace() == 0) {
      return lane.run(task);
    }
    try (var pacer = new Pacer(course.place(), stream + ".1", pace, stock.bytes())) {
      return lane.run(task);
    }
  }

  private static List<Integer> places(int count, int round) {
    List<Integer> places = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    if (round % 2 == 1) {
      Collections.reverse(places);
    }
    return places;
  }
}
