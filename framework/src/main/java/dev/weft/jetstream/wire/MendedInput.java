package dev.weft.jetstream.wire;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What a server sends, with its header sections made such that jnats can read them. */
public final class MendedInput {

  /** Where the bytes come from, as from an {@link java.io.InputStream}. */
  public interface Raw {
    int read(byte[] to, int start, int length) throws IOException;
  }

  private final Raw raw;
  private final ProtocolScan scan;
  private @Nullable Section aside;

  /**
   * Nothing is read yet.
   *
   * @param arrived called for each message whose end is in what a read is about to return, with the
   *     number of its subscription
   */
  public MendedInput(Raw raw, IntConsumer arrived) {
    this.raw = raw;
    this.scan = new ProtocolScan(arrived);
  }

  /** Whether anything had to be mended so far. */
  public boolean hasMended() {
    return scan.hasMended();
  }

  /** Reads as an {@link java.io.InputStream} does; one thread at a time calls it. */
  public int read(byte[] to, int start, int length) throws IOException {
    if (aside != null) {
      return read(aside, to, start, length);
    }
    int read = raw.read(to, start, length);
    if (read <= 0) {
      return read;
    }
    int end = scan.follow(to, start, start + read);
    if (end < start + read) {
      aside = new Section(scan.header(), to, end, start + read);
    }
    return end > start ? end - start : read(to, start, length);
  }

  // A section is mended as a whole. No more is read than belongs to it, so nothing overtakes it.
  private int read(Section section, byte[] to, int start, int length) throws IOException {
    if (!section.isWhole()) {
      do {
        int read = raw.read(section.bytes, section.filled, section.bytes.length - section.filled);
        if (read <= 0) {
          return read;
        }
        section.filled += read;
      } while (!section.isWhole());
      scan.mend(section.bytes);
    }
    int given = section.give(to, start, length);
    if (section.isGiven()) {
      aside = null;
    }
    return given;
  }

  /** A header section that came in parts. */
  private static final class Section {

    private final byte[] bytes;
    private int filled;
    private int given;

    Section(int length, byte[] from, int start, int end) {
      bytes = new byte[length];
      filled = end - start;
      System.arraycopy(from, start, bytes, 0, filled);
    }

    boolean isWhole() {
      return filled == bytes.length;
    }

    int give(byte[] to, int start, int length) {
      int step = Math.min(length, bytes.length - given);
      System.arraycopy(bytes, given, to, start, step);
      given += step;
      return step;
    }

    boolean isGiven() {
      return given == bytes.length;
    }
  }
}
