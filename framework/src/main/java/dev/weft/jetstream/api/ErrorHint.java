package dev.weft.jetstream.api;

/** What to do about an error of the server's JSON API that a configuration leads to. */
final class ErrorHint {

  private ErrorHint() {}

  /** To be put behind the server's words; empty where they say enough. */
  static String of(int code) {
    return switch (code) {
      case 10025 -> "; leave out what this server does not know, or use a newer one";
      case 10026 ->
          "; the stream's or the account's max_consumers is reached: raise it, or delete"
              + " consumers that nobody uses";
      case 10027 ->
          "; the account's max_streams is reached: raise it, or delete streams that nobody"
              + " uses";
      case 10028, 10047 ->
          "; what the account or the server has left is less than max_bytes asks"
              + " for: lower it, or raise the limit";
      case 10113 -> "; the account requires it: set max_bytes";
      case 10122 -> "; the account bounds the size of a stream: lower max_bytes";
      default -> "";
    };
  }
}
