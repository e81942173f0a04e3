package dev.weft.testing;

/** What runs one nats-server: a process of this machine, or a container. */
interface ServerHost {

  /** Starts the server, the first time or again on the same store; returns at once. */
  void launch();

  /** Whether what was launched is still there. */
  boolean isAlive();

  /** Kills the server as a crash would and waits until it is gone; the store stays. */
  void kill();

  /** Stops the server's process in its tracks; its connections stay open and nothing answers. */
  void freeze();

  /** Lets a frozen server go on. */
  void thaw();

  /** Has the server read the files that its arguments name again; returns at once. */
  void reload();

  /** What the server has logged. */
  String log();

  /** Ends the server and deletes its store. */
  void dispose();
}
