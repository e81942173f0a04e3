package dev.weft.config.nats;

import static dev.weft.config.Reading.HANDLER;
import static dev.weft.config.Reading.problemsBeside;
import static dev.weft.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.StreamSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamConfigTest {

  @Test
  void settingsArePassedThroughAsInTheServersJson() {
    assertThat(
            read(HANDLER
                    + """
                        weft.streams.ORDERS {
                          name = ORDERS
                          subjects = ["orders.>"]
                          max_age = 30d, max_bytes = 1GiB, max_msg_size = -1
                          storage = file, retention = limits, compression = s2, num_replicas = 3
                          placement { cluster = eu, tags = [ssd] }
                          republish { src = ">", dest = "copy.>", headers_only = true }
                          consumer_limits { inactive_threshold = 1h }
                        }
                        weft.streams.ALL {
                          sources = [
                            { name = ORDERS, filter_subject = orders.paid, opt_start_seq = 7 }
                            { name = BILLS, external { api = "$JS.eu.API", deliver = d }
                              subject_transforms = [{ src = a, dest = b }] }
                          ]
                        }
                        weft.streams.COPY.mirror.name = ORDERS
                        """)
                .streams())
        .containsExactly(
            new StreamSpec(
                "ORDERS",
                Map.ofEntries(
                    Map.entry("subjects", List.of("orders.>")),
                    Map.entry("max_age", 2_592_000_000_000_000L),
                    Map.entry("max_bytes", 1_073_741_824L),
                    Map.entry("max_msg_size", -1L),
                    Map.entry("storage", "file"),
                    Map.entry("retention", "limits"),
                    Map.entry("compression", "s2"),
                    Map.entry("num_replicas", 3L),
                    Map.entry("placement", Map.of("cluster", "eu", "tags", List.of("ssd"))),
                    Map.entry(
                        "republish", Map.of("src", ">", "dest", "copy.>", "headers_only", true)),
                    Map.entry(
                        "consumer_limits", Map.of("inactive_threshold", 3_600_000_000_000L)))),
            new StreamSpec(
                "ALL",
                Map.of(
                    "sources",
                    List.of(
                        Map.of(
                            "name", "ORDERS", "filter_subject", "orders.paid", "opt_start_seq", 7L),
                        Map.of(
                            "name",
                            "BILLS",
                            "external",
                            Map.of("api", "$JS.eu.API", "deliver", "d"),
                            "subject_transforms",
                            List.of(Map.of("src", "a", "dest", "b")))))),
            new StreamSpec("COPY", Map.of("mirror", Map.of("name", "ORDERS"))));
  }

  @Test
  void aStreamNeedsASubject() {
    String what = "expected at least one subject, or else mirror or sources";

    assertThat(problemsBeside("weft.streams.A {}\nweft.streams.B.subjects = []"))
        .containsExactly(
            "application.conf: 1: weft.streams.A.subjects: " + what,
            "application.conf: 2: weft.streams.B.subjects = []: " + what);
  }

  @Test
  void aNameThatNatsForbidsIsNamed() {
    assertThat(problemsBeside("weft.streams.\"a.b\".subjects = [a]"))
        .containsExactly(
            "application.conf: 1: weft.streams.\"a.b\": expected a stream's name without blanks,"
                + " '.', '*', '>', '/' or '\\', as NATS asks for");
  }

  @Test
  void anotherNameInTheBlockIsAContradiction() {
    assertThat(problemsBeside("weft.streams.A { subjects = [a], name = B }"))
        .containsExactly(
            "application.conf: 1: weft.streams.A.name = B: expected A, the block's key, or"
                + " nothing");
  }

  @Test
  void unknownKeysAreFoundAtAnyDepth() {
    assertThat(
            problemsBeside(
                """
                weft.streams.A {
                  subject = [a]
                  maxAge = 30d
                  sources = [
                    { name = B }
                    { name = C
                      filter = x.y
                      external.apy = z }]
                }
                """))
        .containsExactly(
            "application.conf: 2: weft.streams.A.subject: unknown key; did you mean subjects?",
            "application.conf: 3: weft.streams.A.maxAge: unknown key; did you mean max_age?",
            "application.conf: 7: weft.streams.A.sources[1].filter: unknown key; did you mean"
                + " filter_subject?",
            "application.conf: 8: weft.streams.A.sources[1].external.apy: unknown key; did you mean"
                + " api?");
  }

  @Test
  void whatAStreamCannotBeCreatedWithIsRefused() {
    assertThat(problemsBeside("weft.streams.A { subjects = [a], sealed = true }"))
        .containsExactly(
            "application.conf: 1: weft.streams.A.sealed = true: a stream cannot be created sealed;"
                + " leave it out");
  }
}
