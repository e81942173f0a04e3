package dev.weft.codec;

import dev.weft.Codec;

/** Payloads that are the message's bytes themselves. */
public final class BytesCodec implements Codec<byte[]> {

  /** The codec; it has no settings. */
  public static final BytesCodec INSTANCE = new BytesCodec();

  private BytesCodec() {}

  @Override
  public String contentType() {
    return "application/octet-stream";
  }

  /** Every type: all data is bytes. */
  @Override
  public boolean reads(String mediaType) {
    return true;
  }

  /** The payload itself, not a copy: it must not change until its publish is confirmed. */
  @Override
  public byte[] encode(byte[] payload) {
    return payload;
  }

  /** A copy: a handler may change its payload, and the delivery has to stay as it came. */
  @Override
  public byte[] decode(byte[] data) {
    return data.clone();
  }
}
