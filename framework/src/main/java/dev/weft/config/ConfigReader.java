package dev.weft.config;

import dev.weft.PublishLimits;
import dev.weft.config.classes.ClassCheck;
import dev.weft.config.handler.HandlerReader;
import dev.weft.config.handler.LimitReader;
import dev.weft.config.handler.ResponderConfig;
import dev.weft.config.handler.ResponderReader;
import dev.weft.config.hocon.Kinds;
import dev.weft.config.hocon.Section;
import dev.weft.config.nats.ConnectionReader;
import dev.weft.config.nats.StreamReader;
import java.time.Duration;
import java.util.List;

/** Reads everything under {@code weft}. */
final class ConfigReader {

  private ConfigReader() {}

  /** What stands in the section; worth nothing if a problem was noted meanwhile. */
  static WeftConfig read(Section weft, ClassCheck classes) {
    TransportKind transport =
        weft.get("transport", Kinds.constant(TransportKind.class), TransportKind.NATS);
    Section nats = weft.section("nats");
    Section shutdown = weft.section("shutdown");
    Section http = weft.section("http");
    Section publish = weft.section("publish");
    Section handlers = weft.section("handlers");
    Section handlerDefaults = weft.section("handler-defaults");
    List<ResponderConfig> responders = new ResponderReader(classes).read(handlers, handlerDefaults);
    Section limits = weft.section("limits");
    Section retries = weft.section("scheduled-retries");
    var config =
        new WeftConfig(
            new ServerConfig(
                transport,
                new ConnectionReader(nats, transport == TransportKind.NATS).read(),
                nats.get("publish-timeout", Kinds.POSITIVE_DURATION, Duration.ZERO),
                new PublishLimits(
                    publish.get("retry-for", Kinds.DURATION, Duration.ZERO),
                    (int) (long) publish.get("max-in-flight", Kinds.between(1, 1_000_000), 1L))),
            new StorageConfig(
                StreamReader.read(weft.section("streams")),
                StreamReader.sideStreams(weft),
                new ScheduledRetriesConfig(
                    retries.get("longer-than", Kinds.DURATION, Duration.ZERO))),
            new WorkConfig(
                new HandlerReader(classes, limits.keys(), weft.find("application", Kinds.TEXT))
                    .read(handlers, handlerDefaults, responders.isEmpty()),
                responders,
                LimitReader.read(limits)),
            new ProcessConfig(
                new ShutdownConfig(
                    shutdown.get("drain", Kinds.DURATION, Duration.ZERO),
                    shutdown.get("interrupt", Kinds.DURATION, Duration.ZERO)),
                new HttpConfig(
                    http.get("enabled", Kinds.FLAG, true),
                    http.get("host", Kinds.TEXT, ""),
                    (int) (long) http.get("port", Kinds.between(0, 65_535), 0L)),
                ReceiveConfig.read(weft.section("receive"))));
    weft.reportUnknownKeys();
    return config;
  }
}
