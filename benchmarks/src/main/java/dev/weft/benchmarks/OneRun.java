package dev.weft.benchmarks;

import java.nio.file.Path;

/**
 * Has a contender do a case's work once.
 *
 * @param seconds how long it does
 * @param messages how many messages a filled stream holds
 */
record OneRun(Course course, double seconds, long messages) {

  private static final int WARM_UP_PACE = 20_000;

  // How much longer than others: what comes slowly has to be many for a median.
  private static final double PACED = 4;

  // What has nothing to do needs some time to have nothing to do.
  private static final double COLD = 15;

  /** Does a task. */
  private interface Runner {
    Sample run(Task task) throws Exception;
  }

  /** At a high pace, or what is slow to come would be slow to be compiled. */
  void warmUp(Case one, Lane lane) throws Exception {
    int pace = Math.max(WARM_UP_PACE, one.stock().pace());
    paced(one, lane::run, lane.startedAt(), pace, seconds);
  }

  /** In a JVM that is warm. */
  Sample warm(Case one, Lane lane) throws Exception {
    return warm(one, lane::run, lane.startedAt());
  }

  /** By a program in another language. */
  Sample refer(Case one, ReferenceProgram program) throws Exception {
    return warm(one, task -> program.run(one.name(), course.place(), task), System.nanoTime());
  }

  /** In a JVM of its own, which is started for it. */
  Sample cold(Case one, Race.Start start) throws Exception {
    try {
      return cold(one, start, course.newConsumer());
    } finally {
      course.drop(one.stock());
    }
  }

  private Sample cold(Case one, Race.Start start, String consumer) throws Exception {
    if (one.conduct() == Conduct.START_AGAIN) {
      started(one, start, consumer);
    }
    if (one.conduct().isStart()) {
      return started(one, start, consumer);
    }
    String stream = course.ready(one.stock(), messages);
    try (Lane lane = start.start(course.place())) {
      return lane.run(task(one, stream, consumer, seconds * COLD, lane.startedAt()));
    }
  }

  private Sample started(Case one, Race.Start start, String consumer) throws Exception {
    String stream = course.ready(one.stock(), messages);
    try (ApiTap tap = course.tap();
        Lane lane = start.start(course.place())) {
      Task task = task(one, stream, consumer, seconds, lane.startedAt());
      Path file = TargetFolder.file("requests-" + one.name() + "-" + lane.entrant() + ".txt");
      return tap.and(task, lane.run(task), file);
    }
  }

  private Sample warm(Case one, Runner runner, long startedAt) throws Exception {
    int pace = one.stock().pace();
    return paced(one, runner, startedAt, pace, pace > 0 ? seconds * PACED : seconds);
  }

  private Sample paced(Case one, Runner runner, long startedAt, int pace, double longest)
      throws Exception {
    String stream = course.ready(one.stock(), messages);
    Task task = task(one, stream, course.newConsumer(), longest, startedAt);
    if (one.stock().pace() == 0) {
      return runner.run(task);
    }
    try (var pacer = new Pacer(course.place(), task.subject(1), pace, task.bytes())) {
      return runner.run(task);
    }
  }

  private Task task(Case one, String stream, String consumer, double longest, long startedAt) {
    return new Task(
        stream,
        consumer,
        one.stock().isFilled() ? messages : Long.MAX_VALUE,
        longest,
        one.stock().bytes(),
        startedAt,
        one.handlers());
  }
}
