package dev.weft.app.orders;

import dev.weft.BatchHandler;
import dev.weft.HandlerContext;
import dev.weft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Appends receipts to a CSV file, a batch with one write and one wait for the disk.
 *
 * <p>A receipt that comes again is written again: who reads the file goes by the order's number.
 */
public final class ArchiveReceipts implements BatchHandler<Receipt> {

  record Settings(String file) {}

  private final Path file;

  /** Called by the runtime. */
  public ArchiveReceipts(HandlerContext context) {
    this(Path.of(context.settings(Settings.class).file()));
  }

  ArchiveReceipts(Path file) {
    this.file = file;
  }

  @Override
  public void handle(List<Message<Receipt>> messages) throws IOException {
    String lines =
        messages.stream().map(message -> line(message.payload())).collect(Collectors.joining());
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines);
    try (FileChannel archive =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        archive.write(bytes);
      }
      archive.force(false); // acknowledged is what survives
    }
  }

  private static String line(Receipt receipt) {
    return "%s,%s,%s%n"
        .formatted(quoted(receipt.orderId()), quoted(receipt.customer()), quoted(receipt.text()));
  }

  private static String quoted(String field) {
    return '"' + field.replace("\"", "\"\"") + '"';
  }
}
