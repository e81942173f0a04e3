package dev.weft.jetstream.credentials;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Puts keys of older forms into PKCS#8, the one form that Java reads. */
final class Pkcs8 {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int IDENTIFIER = 0x06;
  private static final int CURVE = 0xA0; // [0] of an ECPrivateKey

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  // 1.2.840.113549.1.1.1, rsaEncryption, and the NULL that stands for its parameters.
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xF7,
    0x0D,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  // 1.2.840.10045.2.1, ecPublicKey; its parameter is the curve.
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private Pkcs8() {}

  /** Of a PKCS#1 {@code RSAPrivateKey}. */
  static byte[] ofRsa(byte[] pkcs1) {
    return wrapped(RSA, pkcs1);
  }

  /** Of a SEC1 {@code ECPrivateKey}; empty if it does not name its curve. */
  static Optional<byte[]> ofCurve(byte[] sec1) {
    try {
      int at = content(sec1, 0);
      while (at < sec1.length) {
        int begin = content(sec1, at);
        int end = begin + length(sec1, at);
        if ((sec1[at] & 0xFF) == CURVE && sec1[begin] == IDENTIFIER) {
          var algorithm = new ByteArrayOutputStream();
          algorithm.writeBytes(EC);
          algorithm.write(sec1, begin, end - begin);
          return Optional.of(wrapped(algorithm.toByteArray(), sec1));
        }
        at = end;
      }
      return Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty(); // it is no DER at all
    }
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return value(SEQUENCE, VERSION_0, value(SEQUENCE, algorithm), value(OCTETS, key));
  }

  private static byte[] value(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var value = new ByteArrayOutputStream();
    value.write(tag);
    writeLength(value, content.size());
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  // A key is longer than 127 bytes or not, and never longer than 65,535.
  private static void writeLength(ByteArrayOutputStream to, int length) {
    if (length < 0x80) {
      to.write(length);
    } else if (length < 0x100) {
      to.write(0x81);
      to.write(length);
    } else {
      to.write(0x82);
      to.write(length >> 8);
      to.write(length);
    }
  }

  /** How long the content is of the value that begins here. */
  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7F); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xFF);
    }
    if (length < 0) {
      throw new IndexOutOfBoundsException(length);
    }
    return length;
  }

  /** Where the content begins of the value that begins here. */
  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }
}
