package dev.weft.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine for servers that have to know theirs before they start. They lie below
 * those that systems give to clients and to whoever asks for any port: one that was free stays so
 * until its server has it, also while that server is down.
 */
public final class Ports {

  private static final int FROM = 10_000;
  private static final int BELOW = 32_000;

  /** Test processes run at once, and one must not take what another has just found free. */
  private static final int PROCESSES = 8;

  private static final int PROCESS = Integer.getInteger("test.fork", 1) % PROCESSES;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that nobody listens on, and that was not given to anybody before. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FROM, BELOW);
      if (port % PROCESSES != PROCESS || !GIVEN.add(port)) {
        continue;
      }
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it: the next one.
      }
    }
  }
}
