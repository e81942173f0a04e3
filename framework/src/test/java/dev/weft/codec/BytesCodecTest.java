package dev.weft.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesCodecTest {

  private final BytesCodec codec = BytesCodec.INSTANCE;

  @Test
  void bytesGoOutAsTheyAre() {
    byte[] payload = {0, -1, 127};

    assertThat(codec.encode(payload)).isSameAs(payload);
  }

  @Test
  void aHandlerThatChangesItsPayloadLeavesTheDeliveryAsItCame() {
    byte[] data = {1, 2, 3};

    byte[] payload = codec.decode(data);
    payload[0] = 9;

    assertThat(data).containsExactly(1, 2, 3);
  }

  @Test
  void theContentTypeIsThatOfAnyBytes() {
    assertThat(codec.contentType()).isEqualTo("application/octet-stream");
  }
}
