package dev.weft.transport;

import dev.weft.TransportException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Small documents that several processes change, each the last message of a subject of its own: who
 * has read the present one replaces it, and who has read an older one does not. Any thread may call
 * it.
 */
public interface Registers {

  /**
   * A document as it stands.
   *
   * @param revision what {@link #replace} has to name; grows with each change
   * @param data the document; not a copy, so not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Entry(long revision, byte[] data) {}

  /** The revision of a document that is not there yet. */
  long ABSENT = 0;

  /**
   * Reads a document. Blocks for one round trip, for the limit at most.
   *
   * @param subject without wildcards
   * @return empty if there is none, or no such stream
   * @throws TransportException if the server cannot be asked
   */
  Optional<Entry> read(String stream, String subject);

  /**
   * Replaces a document, unless it has changed since it was read. Blocks until a stream has stored
   * it, for the limit at most.
   *
   * @param subject what a stream takes, without wildcards
   * @param revision that of the document as it was read, or {@link #ABSENT}
   * @return the new revision; empty if the document is at another one, and stays as it is
   * @throws TransportException if the server did not say; the document may be replaced all the
   *     same, also some time later, unless somebody else has replaced it before that
   */
  OptionalLong replace(String subject, long revision, byte[] data);
}
