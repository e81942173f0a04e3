package dev.weft.benchmarks;

/**
 * What a contender is asked to do once; as text, one line that {@link #parse} reads.
 *
 * @param stream where the messages are, or go to
 * @param consumer the name of a consumer, or what the names of several begin with
 * @param most how many messages there are
 * @param seconds how long to go on if there are enough
 * @param bytes how long a message is that is published
 * @param startedAt when the contender's JVM was started, by {@link System#nanoTime}, which is one
 *     clock for all processes
 * @param handlers how many take messages, each with a consumer of its own
 */
record Task(
    String stream,
    String consumer,
    long most,
    double seconds,
    int bytes,
    long startedAt,
    int handlers) {

  private static final String BLANK = " ";

  /** The stream's subjects are below this. */
  String subject() {
    return stream;
  }

  /** What one of several handlers takes. */
  String subject(int handler) {
    return stream + "." + handler;
  }

  /** The name of one of several consumers. */
  String consumer(int handler) {
    return consumer + "-" + handler;
  }

  /** The same for one handler of another name: what there is to load is loaded by it. */
  Task small() {
    return new Task(stream, consumer + "-small", 1, seconds, bytes, startedAt, 1);
  }

  static Task parse(String line) {
    String[] words = line.split(BLANK, -1);
    return new Task(
        words[0],
        words[1],
        Long.parseLong(words[2]),
        Double.parseDouble(words[3]),
        Integer.parseInt(words[4]),
        Long.parseLong(words[5]),
        Integer.parseInt(words[6]));
  }

  @Override
  public String toString() {
    return String.join(
        BLANK,
        stream,
        consumer,
        String.valueOf(most),
        String.valueOf(seconds),
        String.valueOf(bytes),
        String.valueOf(startedAt),
        String.valueOf(handlers));
  }
}
