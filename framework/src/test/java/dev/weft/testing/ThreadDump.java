package dev.weft.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All threads of this process with their stacks, virtual ones included. */
final class ThreadDump {

  private static final Pattern HEAD = Pattern.compile("(?m)^#(\\d+) \"([^\"]*)\"");

  private final String text;

  private ThreadDump(String text) {
    this.text = text;
  }

  /** Those there are now. */
  static ThreadDump now() {
    try {
      Path folder = Files.createTempDirectory("weft-threads");
      Path file = folder.resolve("dump");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return new ThreadDump(Files.readString(file));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the JVM writes it. */
  String text() {
    return text;
  }

  /** Each thread whose name begins so, with its stack, by the thread's number. */
  Map<Long, String> named(String prefix) {
    var found = new LinkedHashMap<Long, String>();
    Matcher head = HEAD.matcher(text);
    while (head.find()) {
      if (head.group(2).startsWith(prefix)) {
        int end = text.indexOf("\n\n", head.start());
        found.put(
            Long.parseLong(head.group(1)),
            end < 0 ? text.substring(head.start()) : text.substring(head.start(), end));
      }
    }
    return found;
  }
}
