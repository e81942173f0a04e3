package dev.weft.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which thread of this JVM is for what. By names alone jnats's cannot be told apart, so the frames
 * of a dump say it, and the dump has the system's numbers of the threads too.
 */
final class ThreadRoles {

  private static final Pattern THREAD =
      Pattern.compile("^\"(.*?)\" .*?\\bnid=(0x)?([0-9a-f]+)", Pattern.MULTILINE);

  private ThreadRoles() {}

  /** By the system's number of the thread. */
  static Map<Long, ThreadRole> now() {
    return parse(DiagnosticCommand.run("threadPrint"));
  }

  static Map<Long, ThreadRole> parse(String dump) {
    Map<Long, ThreadRole> roles = new HashMap<>();
    Matcher thread = THREAD.matcher(dump);
    for (boolean found = thread.find(); found; ) {
      String name = thread.group(1);
      long number = Long.parseLong(thread.group(3), thread.group(2) == null ? 10 : 16);
      int start = thread.start();
      found = thread.find();
      String said = dump.substring(start, found ? thread.start() : dump.length());
      roles.put(number, ThreadRole.of(name, said));
    }
    return roles;
  }
}
