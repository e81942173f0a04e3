package dev.weft.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs the contenders of a case in turn, round by round, and every other round the other way round:
 * whatever else the machine does hits them all alike.
 *
 * @param warmUps how many runs of each contender come first, for its JVM to compile what it does
 * @param rounds how many samples of each contender
 * @param seconds how long a run is
 * @param messages how many messages a filled stream holds
 */
record Race(Course course, int warmUps, int rounds, double seconds, long messages) {

  /** The class path of the build that this is. */
  static final String THIS_BUILD = System.getProperty("java.class.path");

  Result run(Case one) throws Exception {
    Map<Entrant, List<Sample>> samples = new EnumMap<>(Entrant.class);
    Map<Entrant, Lane> lanes = new EnumMap<>(Entrant.class);
    try {
      for (Entrant entrant : one.entrants()) {
        samples.put(entrant, new ArrayList<>());
        if (!one.once()) {
          var lane = new Lane(entrant, course.place(), THIS_BUILD);
          lanes.put(entrant, lane);
          for (int run = 0; run < warmUps; run++) {
            sample(one, lane);
          }
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (Entrant entrant : inTurn(one.entrants(), round)) {
          Sample sample =
              one.once() ? once(one, entrant, THIS_BUILD) : sample(one, lane(lanes, entrant));
          samples.computeIfAbsent(entrant, key -> new ArrayList<>()).add(sample);
        }
      }
    } finally {
      for (Lane lane : lanes.values()) {
        lane.close();
      }
    }
    return new Result(one, samples);
  }

  /** Runs one contender as it is in several builds, given by their class paths: samples of each. */
  List<List<Sample>> inTurn(Case one, Entrant entrant, List<String> builds) throws Exception {
    List<List<Sample>> samples = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    try {
      for (String build : builds) {
        samples.add(new ArrayList<>());
        if (!one.once()) {
          var lane = new Lane(entrant, course.place(), build);
          lanes.add(lane);
          for (int run = 0; run < warmUps; run++) {
            sample(one, lane);
          }
        }
      }
      List<Integer> places = IntStream.range(0, builds.size()).boxed().toList();
      for (int round = 0; round < rounds; round++) {
        for (int place : inTurn(places, round)) {
          samples
              .get(place)
              .add(
                  one.once()
                      ? once(one, entrant, builds.get(place))
                      : sample(one, lanes.get(place)));
        }
      }
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
    return samples;
  }

  private Sample once(Case one, Entrant entrant, String build) throws Exception {
    course.ready(one.stock(), messages);
    try (var lane = new Lane(entrant, course.place(), build)) {
      return sample(one, lane);
    }
  }

  private Sample sample(Case one, Lane lane) throws Exception {
    String stream = course.ready(one.stock(), messages);
    return lane.run(
        stream,
        course.newConsumer(),
        one.stock().filled() ? messages : Long.MAX_VALUE,
        seconds,
        one.stock().bytes());
  }

  private static Lane lane(Map<Entrant, Lane> lanes, Entrant entrant) {
    Lane lane = lanes.get(entrant);
    if (lane == null) {
      throw new IllegalStateException(entrant + " has no lane");
    }
    return lane;
  }

  private static <T> List<T> inTurn(List<T> all, int round) {
    var turn = new ArrayList<>(all);
    if (round % 2 == 1) {
      Collections.reverse(turn);
    }
    return turn;
  }
}
