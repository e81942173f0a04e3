package dev.weft.telemetry;

import dev.weft.Headers;
import dev.weft.transport.IncomingRequest;

/** A request that nobody waits for. */
record FakeRequest(String subject) implements IncomingRequest {

  @Override
  public Headers headers() {
    return Headers.empty();
  }

  @Override
  public byte[] data() {
    return new byte[5];
  }

  @Override
  public void reply(byte[] data, Headers headers) {}
}
