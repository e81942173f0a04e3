package dev.weft.jetstream.api;

import dev.weft.codec.json.Json;
import dev.weft.transport.StreamState;
import java.util.HashMap;
import java.util.Map;

/** How a stream stands, in the server's JSON. */
public final class StreamStateJson {

  private StreamStateJson() {}

  /** Reads what {@link JetStreamApi#streamInfo(String)} returns. */
  public static StreamState read(Json info) {
    Json state = info.path("state");
    return new StreamState(
        JsonSettings.plain(info.path("config")),
        state.path("messages").asLong(),
        state.path("bytes").asLong(),
        state.path("last_seq").asLong(),
        subjects(state));
  }

  private static Map<String, Long> subjects(Json state) {
    Map<String, Long> subjects = new HashMap<>();
    if (state.has("subjects")) { // which it has not if there are none
      JsonSettings.plain(state.path("subjects"))
          .forEach((subject, count) -> subjects.put(subject, ((Number) count).longValue()));
    }
    return subjects;
  }
}
