package dev.weft.config.handler;

import dev.weft.BatchPolicy;
import dev.weft.config.classes.ClassKinds;
import dev.weft.config.classes.ClassRole;
import dev.weft.config.classes.CodecConfig;
import dev.weft.config.hocon.Kind;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads how a handler is called. */
final class CallReader {

  // Each of its messages is in memory and kept alive until the last one is handled.
  private static final Kind<Long> BATCH = Kinds.between(1, 10_000);

  private final ClassKinds classes;

  CallReader(ClassKinds classes) {
    this.classes = classes;
  }

  /**
   * The call of a handler, or of the defaults.
   *
   * @param called its class, whose name is empty for the defaults and after a problem with it
   */
  CallConfig read(Section handler, HandlerClass called) {
    return new CallConfig(
        called,
        batch(handler, called.name()),
        CodecConfig.read(handler, classes),
        handler.list("middleware", classes.named(ClassRole.MIDDLEWARE)),
        handler.get("timeout", Kinds.POSITIVE_DURATION, Duration.ZERO),
        handler.get("log-context", Kinds.FLAG, false));
  }

  /** The user's own block. */
  static HandlerSettings settings(Section own) {
    String path = own.pathOf("settings");
    return own.find("settings", Kinds.BLOCK)
        .map(block -> HandlerSettings.of(path, block.unwrapped()))
        .orElseGet(() -> new HandlerSettings(path, Map.of()));
  }

  private Optional<BatchPolicy> batch(Section handler, String className) {
    Section block = handler.section("batch");
    var policy =
        new BatchPolicy(
            (int) (long) block.get("size", BATCH, 1L),
            block.get("linger", Kinds.DURATION, Duration.ZERO));
    if (className.isEmpty()) {
      return Optional.empty();
    }
    if (!classes.isA(ClassRole.BATCH_HANDLER, className)) {
      if (handler.own().has("batch")) {
        handler
            .own()
            .problem(
                "batch",
                "goes with a dev.weft.BatchHandler, which "
                    + className
                    + " is not; implement that, or leave it out");
      }
      return Optional.empty();
    }
    checkBatch(handler, block, className, policy);
    return Optional.of(policy);
  }

  private static void checkBatch(
      Section handler, Section block, String className, BatchPolicy policy) {
    if (FlowReader.isByKey(handler)) {
      handler.problem(
          "ordering",
          "does not go with a dev.weft.BatchHandler, which "
              + className
              + " is: batches are put together whatever the key; set ordering = none for it, or"
              + " implement dev.weft.Handler");
    }
    int concurrency = FlowReader.concurrency(handler);
    if ((long) policy.size() * concurrency > FlowReader.MAX_CONCURRENCY) {
      block.problem(
          "size",
          "with concurrency = "
              + concurrency
              + ": expected no more than "
              + FlowReader.MAX_CONCURRENCY
              + " messages in all batches together");
    }
  }
}
