package dev.weft.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tables of docs/messages.md, which says how they are read. */
public final class MessageTable {

  private static final Path PAGE = Path.of("..", "docs", "messages.md");
  private static final String FENCE = "```";

  private final List<MessageCase> cases = new ArrayList<>();
  private final StringBuilder config = new StringBuilder();
  private String section = "";
  private boolean isInConfig;

  private MessageTable() {}

  /** All rows, in their order. */
  public static List<MessageCase> cases() {
    try {
      var table = new MessageTable();
      Files.readAllLines(PAGE).forEach(table::read);
      return table.cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String line) {
    if (line.startsWith(FENCE)) {
      isInConfig = !isInConfig;
    } else if (isInConfig) {
      config.append(line).append('\n');
    } else if (line.startsWith("## ")) {
      section = line.substring(3).strip();
      config.setLength(0);
    } else if (line.startsWith("|") && !line.startsWith("| What") && !line.startsWith("| ---")) {
      cases.add(MessageCase.parse(section, config.toString(), line));
    }
  }
}
