package dev.weft.app.orders;

import static java.util.Objects.requireNonNull;

import dev.weft.HandlerContext;
import dev.weft.PublishOptions;
import dev.weft.PublishReceipt;
import dev.weft.Publisher;
import dev.weft.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A context whose publishers keep what was published. */
final class RecordingContext implements HandlerContext {

  /** What was published, to where, under which id. */
  record Published(String subject, Object payload, String id) {}

  final List<Published> published = new ArrayList<>();

  @Override
  public String name() {
    return "test";
  }

  @Override
  public <T> Publisher<T> publisher(Class<T> type) {
    return new Recorder<>();
  }

  private final class Recorder<T> implements Publisher<T> {

    @Override
    public PublishReceipt publish(String subject, T payload, PublishOptions options) {
      String id = requireNonNull(options.messageId(), "a fresh id would not be the same next time");
      published.add(new Published(subject, requireNonNull(payload), id));
      return new PublishReceipt(new StreamPosition("ORDERS", published.size()), id, false);
    }

    @Override
    public CompletableFuture<PublishReceipt> publishAsync(
        String subject, T payload, PublishOptions options) {
      return CompletableFuture.completedFuture(publish(subject, payload, options));
    }

    @Override
    public void close() {}
  }
}
