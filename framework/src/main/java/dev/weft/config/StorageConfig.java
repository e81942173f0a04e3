package dev.weft.config;

import dev.weft.engine.SideStream;
import dev.weft.transport.StreamSpec;
import java.util.List;
import java.util.Map;

/**
 * The streams that handlers take from, and those that Weft keeps beside them.
 *
 * @param streams the streams to check or create, in the order of the file
 * @param sideStreams NATS's own settings for the streams that Weft keeps beside others
 * @param scheduledRetries how retries that wait long are kept
 */
public record StorageConfig(
    List<StreamSpec> streams,
    Map<SideStream, Map<String, Object>> sideStreams,
    ScheduledRetriesConfig scheduledRetries) {

  /** Copies lists and maps. */
  public StorageConfig {
    streams = List.copyOf(streams);
    sideStreams = Map.copyOf(sideStreams);
  }
}
