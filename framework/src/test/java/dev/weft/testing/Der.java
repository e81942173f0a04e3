package dev.weft.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes the parts of a certificate as ASN.1's distinguished encoding rules say. */
final class Der {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(SET, parts);
  }

  static byte[] integer(long value) {
    return tagged(INTEGER, BigInteger.valueOf(value).toByteArray());
  }

  static byte[] bits(byte[] value) {
    return tagged(BIT_STRING, new byte[] {0}, value); // none of the last byte's is unused
  }

  static byte[] octets(byte[] value) {
    return tagged(OCTET_STRING, value);
  }

  static byte[] text(String value) {
    return tagged(UTF8_STRING, value.getBytes(UTF_8));
  }

  static byte[] time(Instant value) {
    return tagged(UTC_TIME, TIME.format(value).getBytes(US_ASCII));
  }

  /** An object identifier such as {@code 2.5.4.3}. */
  static byte[] oid(String dotted) {
    int[] numbers = Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
    var encoded = new ByteArrayOutputStream();
    encoded.write(numbers[0] * 40 + numbers[1]);
    for (int i = 2; i < numbers.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (numbers[i] >> shift > 0) {
          encoded.write(numbers[i] >> shift & 0x7f | 0x80);
        }
      }
      encoded.write(numbers[i] & 0x7f);
    }
    return tagged(OID, encoded.toByteArray());
  }

  static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var encoded = new ByteArrayOutputStream();
    encoded.write(tag);
    if (length < 0x80) {
      encoded.write(length);
    } else {
      byte[] size = BigInteger.valueOf(length).toByteArray();
      int from = size[0] == 0 ? 1 : 0;
      encoded.write(0x80 | size.length - from);
      encoded.write(size, from, size.length - from);
    }
    for (byte[] part : parts) {
      encoded.writeBytes(part);
    }
    return encoded.toByteArray();
  }
}
