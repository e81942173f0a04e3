package dev.weft.codec;

import dev.weft.Codec;
import dev.weft.Headers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads each message by the codec that fits what it says it is. */
record ContentTypeCodec<T>(Codec<T> usual, List<Codec<T>> others) implements Codec<T> {

  @Override
  public String contentType() {
    return usual.contentType();
  }

  @Override
  public byte[] encode(T payload) throws Exception {
    return usual.encode(payload);
  }

  @Override
  public Headers headers(T payload) throws Exception {
    return usual.headers(payload);
  }

  @Override
  public T decode(byte[] data) throws Exception {
    return usual.decode(data);
  }

  @Override
  public T decode(byte[] data, Headers headers) throws Exception {
    Optional<String> said = headers.mediaType();
    return (said.isEmpty() ? usual : reader(said.get())).decode(data, headers);
  }

  @Override
  public boolean reads(String mediaType) {
    return all().anyMatch(codec -> codec.reads(mediaType));
  }

  private Codec<T> reader(String mediaType) {
    return all()
        .filter(codec -> codec.reads(mediaType))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "its %s is %s, but its codecs read %s"
                        .formatted(
                            Headers.CONTENT_TYPE,
                            mediaType,
                            all().map(Codec::contentType).collect(Collectors.joining(", ")))));
  }

  private Stream<Codec<T>> all() {
    return Stream.concat(others.stream(), Stream.of(usual));
  }
}
