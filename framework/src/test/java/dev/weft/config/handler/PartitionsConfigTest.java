package dev.weft.config.handler;

import static dev.weft.config.Reading.handler;
import static dev.weft.config.Reading.handlerProblems;
import static dev.weft.config.Reading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.transport.ConsumerSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Partitions, and what they go with. */
class PartitionsConfigTest {

  @Test
  void eachPartitionHasAConsumerOfItsOwn() {
    HandlerConfig charge =
        handler(
            """
            ordering = key, key = "subject:3", consumer { durable_name = pay, ack_wait = 30s }
            partitions { count = 2, subject = "orders.{partition}.*" }
            """);

    assertThat(charge.consumers())
        .containsExactly(
            new ConsumerSpec(
                "ORDERS",
                "pay-0",
                Map.of(
                    "ack_wait",
                    30_000_000_000L,
                    "filter_subject",
                    "orders.0.*",
                    "metadata",
                    Map.of("weft-class", "com.acme.Charge"))),
            new ConsumerSpec(
                "ORDERS",
                "pay-1",
                Map.of(
                    "ack_wait",
                    30_000_000_000L,
                    "filter_subject",
                    "orders.1.*",
                    "metadata",
                    Map.of("weft-class", "com.acme.Charge"))));
    assertThat(handler("").consumers()).containsExactly(handler("").consumer());
  }

  @Test
  void withAnOrderByKeyAloneThereIsOneThatHasEverything() {
    HandlerConfig charge = handler("ordering = key, key = \"subject:3\", partitions.lease = 12s");

    assertThat(charge.intake().partitions())
        .contains(PartitionsConfig.whole(Duration.ofSeconds(12)));
    assertThat(charge.consumers()).containsExactly(charge.consumer());
    assertThat(
            handler("ordering = key, key = \"subject:3\", single-active = false")
                .intake()
                .partitions())
        .isEmpty();
    assertThat(handler("").intake().partitions()).isEmpty();
  }

  @Test
  void partitionsThatCannotHoldTheOrderAreRefused() {
    assertThat(
            handlerProblems(
                """
                partitions { count = 300, subject = "orders.p{partition}.*", lease = 3s }
                consumer.filter_subject = "orders.>"
                """))
        .containsExactly(
            "partitions.count = 300: expected at most 256",
            "partitions.count = 300: expected ordering = key too; without it replicas share anyway",
            "partitions.lease = 3s: expected at least 6s",
            "partitions.subject = orders.p{partition}.*: expected a subject with one token"
                + " {partition}, such as \"orders.{partition}.*\"",
            "consumer.filter_subject = orders.>: not with partitions; partitions.subject is what"
                + " they take");
    assertThat(handlerProblems("ordering = key, key = \"subject:3\", partitions.count = 8"))
        .containsExactly(
            "partitions.count = 8: expected partitions.subject too, such as"
                + " \"orders.{partition}.*\"");
    assertThat(handlerProblems("partitions.subject = \"a.{partition}\""))
        .containsExactly(
            "partitions.subject = a.{partition}: expected partitions.count too, such as count = 8");
  }

  @Test
  void noOtherHandlerTakesFromAPartition() {
    assertThat(
            problems(
                """
                weft.handlers.a {
                  class = com.acme.A, stream = ORDERS, ordering = key, key = "subject:3"
                  partitions { count = 2, subject = "orders.{partition}.*" }
                }
                weft.handlers.b { class = com.acme.B, stream = ORDERS, consumer.durable_name = a-1 }
                """))
        .containsExactly(
            "application.conf: 5: weft.handlers.b.consumer.durable_name = a-1: a takes from the"
                + " same consumer a-1 of stream ORDERS; give each handler a durable_name of its"
                + " own");
  }
}
