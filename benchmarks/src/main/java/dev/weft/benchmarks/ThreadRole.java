package dev.weft.benchmarks;

/** What a thread of a contender is there for. */
enum ThreadRole {

  /** Those that run virtual threads. */
  CARRIER("carriers"),
  /** jnats's, which reads what the server sends. */
  READER("reader"),
  /** jnats's, which writes to the server. */
  WRITER("writer"),
  /** jnats's, which call the handlers of {@code consume}. */
  DISPATCHER("dispatchers"),
  /** The JDK's that ends the timed waits of virtual threads, and jnats's timers. */
  TIMER("timers"),
  /** Weft's own platform threads, its timers included. */
  WEFT("Weft's"),
  /** The main thread, and whatever else runs Java. */
  OTHER("others"),
  /** Garbage collector, compilers and the like; no wake-ups of theirs are counted. */
  JVM("the JVM's");

  final String title;

  ThreadRole(String title) {
    this.title = title;
  }

  /**
   * What a thread is for.
   *
   * @param name its name
   * @param dump what a thread dump says of it, its frames included
   */
  static ThreadRole of(String name, String dump) {
    if (dump.contains("NatsConnectionReader.run")) {
      return READER;
    }
    if (dump.contains("NatsConnectionWriter.run")) {
      return WRITER;
    }
    if (dump.contains("NatsDispatcher.run")) {
      return DISPATCHER;
    }
    if (name.startsWith("ForkJoinPool-1-")) {
      return CARRIER;
    }
    if (name.startsWith("weft")) {
      return WEFT;
    }
    if (name.startsWith("VirtualThread-unpark") || dump.contains("ScheduledThreadPoolExecutor")) {
      return TIMER;
    }
    return !dump.contains("\tat ") && !name.equals("main") ? JVM : OTHER;
  }
}
