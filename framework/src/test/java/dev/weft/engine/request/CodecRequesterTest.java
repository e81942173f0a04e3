package dev.weft.engine.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Headers;
import dev.weft.TransportException;
import dev.weft.codec.StringCodec;
import dev.weft.engine.Observer;
import dev.weft.telemetry.Recorder;
import dev.weft.telemetry.WeftTelemetry;
import dev.weft.transport.Reply;
import dev.weft.transport.RequestSource;
import dev.weft.transport.Requests;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class CodecRequesterTest {

  private final TransportException failure = TransportException.passing("no way", null);

  @Test
  void aRequestThatFailsAtOnceEndsItsSpanAndItsFuture() {
    try (var recorder = new Recorder();
        var requester =
            new CodecRequester<>(
                StringCodec.INSTANCE,
                StringCodec.INSTANCE,
                new Failing(failure),
                Observer.of(WeftTelemetry.create(recorder.openTelemetry())))) {
      CompletableFuture<String> answer = requester.requestAsync("prices", "tea");

      Assertions.assertThatThrownBy(answer::join)
          .isInstanceOf(CompletionException.class)
          .hasCause(failure);
      assertThat(recorder.span("request prices").getStatus().getStatusCode())
          .isEqualTo(StatusData.error().getStatusCode());
    }
  }

  private record Failing(TransportException failure) implements Requests {

    @Override
    public CompletableFuture<Reply> send(
        String subject, byte[] data, Headers headers, Duration timeout) {
      throw failure;
    }

    @Override
    public RequestSource receive(String subject, Optional<String> queueGroup) {
      throw failure;
    }
  }
}
