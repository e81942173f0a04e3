package dev.weft.config.handler;

import dev.weft.ReceiveMode;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.engine.worker.Markers;
import dev.weft.transport.ConsumerSpec;
import java.util.Locale;

/** Reads what a handler receives, and how. */
final class IntakeReader {

  private static final Kind<Long> PULL = Kinds.between(1, 10_000);
  private static final Kind<Markers> MARKERS = Kinds.constant(Markers.class);

  // A responder says so in its own block; what does not is read here.
  private static final Kind<ReceiveMode> MODE =
      Kinds.oneOf("push", "pull", ResponderReader.MODE)
          .then(
              name ->
                  name.equals(ResponderReader.MODE)
                      ? new Kind.Fit.Unfit<>(
                          "expected push or pull; reply stands in a handler's own block")
                      : new Kind.Fit.Fits<>(ReceiveMode.valueOf(name.toUpperCase(Locale.ROOT))));

  private IntakeReader() {}

  /**
   * The intake of a handler, or of the defaults.
   *
   * @param name empty for the defaults
   */
  static IntakeConfig read(Section handler, String name, ConsumerSpec consumer) {
    return new IntakeConfig(
        consumer,
        handler.get("mode", MODE, ReceiveMode.PUSH),
        pullBatch(handler, name),
        handler.get("markers", MARKERS, Markers.SKIP),
        PartitionsReader.read(handler));
  }

  private static int pullBatch(Section handler, String name) {
    long batch = handler.section("pull").get("batch", PULL, 1L);
    boolean pulls = handler.get("mode", MODE, ReceiveMode.PUSH) == ReceiveMode.PULL;
    boolean keyed = FlowReader.isByKey(handler);
    // The defaults are for those that pull without keys.
    if (batch > 1 && !(pulls && !keyed) && !name.isEmpty() && handler.own().has("pull")) {
      handler
          .own()
          .problem(
              "pull",
              keyed
                  ? "does not go with ordering = key, which asks for what its mailboxes have room for;"
                      + " leave it out"
                  : "goes with mode = pull; set that, or leave it out");
    }
    return pulls && !keyed ? (int) batch : 1;
  }
}
