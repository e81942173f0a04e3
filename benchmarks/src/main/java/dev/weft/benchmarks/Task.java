package dev.weft.benchmarks;

/**
 * What a contender is asked to do once; as text, one line that {@link #parse} reads.
 *
 * @param stream where the messages are, or go to
 * @param consumer the name of a consumer that nobody had before
 * @param most how many messages there are
 * @param seconds how long to go on if there are enough
 * @param bytes how long a message is that is published
 * @param startedAt when the contender's JVM was started, by {@link System#nanoTime}, which is one
 *     clock for all processes
 */
record Task(String stream, String consumer, long most, double seconds, int bytes, long startedAt) {

  /** The stream's subjects are below this. */
  String subject() {
    return stream;
  }

  static Task parse(String line) {
    String[] words = line.split(" ", -1);
    return new Task(
        words[0],
        words[1],
        Long.parseLong(words[2]),
        Double.parseDouble(words[3]),
        Integer.parseInt(words[4]),
        Long.parseLong(words[5]));
  }

  @Override
  public String toString() {
    return stream + " " + consumer + " " + most + " " + seconds + " " + bytes + " " + startedAt;
  }
}
