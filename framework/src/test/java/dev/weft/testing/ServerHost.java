package dev.weft.testing;

/** What runs one nats-server: a process of this machine, or a container. */
interface ServerHost {

  /** Starts the server, the first time or again on the same store; returns at once. */
  void launch();

  /** Whether what was launched is still there. */
  boolean isAlive();

  /** Kills the server as a crash would and waits until it is gone; the store stays. */
  void kill();

  /** What the server has logged. */
  String log();

  /** Ends the server and deletes its store. */
  void dispose();
}
