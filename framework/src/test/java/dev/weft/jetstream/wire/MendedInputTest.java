package dev.weft.jetstream.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That header sections are found, however what a server sends is cut into reads. */
class MendedInputTest {

  private static final String SENT =
      "INFO {\"server_id\":\"é\",\"headers\":true}\r\n+OK\r\nPING\r\n"
          + "MSG s.é 1 5\r\n\u0080\u0081\r\né\r\n"
          + headers("hmsg s.b 12 $JS.ACK.S.c.1", "NATS/1.0\r\nname: é\r\n\r\n", "HMSG x 1 9 9é")
          + headers("HMSG s.c 3", "NATS/1.0\r\n\r\n", "")
          + "-ERR 'no é'\r\nMSG s 1 r 0\r\n\r\nPONG\r\n"
          + headers("HMSG\ts.d\t3\tr", "NATS/1.0\r\nno colon\r\n\r\n", "\r\n")
          + headers("HMSG s.e 3", "NATS/1.0\r\né: 1\r\n\r\n", "é".repeat(40))
          + "PING\r\n";

  private static final String READ =
      SENT.replace("name: é", "name: ?")
          .replace("é: 1", "?: 1")
          .replace("NATS/1.0\r\nno colon\r\n\r\n", "NATS/1.0\r\n\r\n????????\r\n");

  /** Where the messages end, in the order of {@link #SENT}. */
  private static final List<Integer> ENDS =
      List.of(
          SENT.indexOf("hmsg"),
          SENT.indexOf("HMSG s.c"),
          SENT.indexOf("-ERR"),
          SENT.indexOf("PONG"),
          SENT.indexOf("HMSG s.e"),
          SENT.lastIndexOf("PING"));

  // One byte per character, so that what is é here stands for any byte outside ASCII.
  private static String headers(String line, String section, String data) {
    int total = section.length() + data.length();
    return line + " " + section.length() + " " + total + "\r\n" + section + data + "\r\n";
  }

  @Test
  void inOneReadOnlyTheHeadersAreMended() throws Exception {
    assertThat(read(SENT, new int[0], 4096)).isEqualTo(READ);
  }

  @Test
  void soTheyAreWhereverItIsCutOnce() throws Exception {
    for (int cut = 1; cut < SENT.length(); cut++) {
      assertThat(read(SENT, new int[] {cut}, 4096)).as("cut at %s", cut).isEqualTo(READ);
    }
  }

  @Test
  void soTheyAreWhereverItIsCutTwice() throws Exception {
    for (int first = 1; first < SENT.length() - 1; first++) {
      for (int second = first + 1; second < SENT.length(); second++) {
        assertThat(read(SENT, new int[] {first, second}, 4096))
            .as("cut at %s and %s", first, second)
            .isEqualTo(READ);
      }
    }
  }

  @Test
  void soTheyAreWhenTheReaderTakesAnyNumberOfBytesAtATime() throws Exception {
    for (int room = 1; room < 80; room++) {
      assertThat(read(SENT, new int[0], room)).as("%s at a time", room).isEqualTo(READ);
    }
  }

  @Test
  void soTheyAreWhereverItIsCutManyTimes() throws Exception {
    var random = new Random(22);
    for (int i = 0; i < 20_000; i++) {
      int[] cuts = random.ints(random.nextInt(30), 1, SENT.length()).sorted().toArray();
      int room = 1 + random.nextInt(100);
      assertThat(read(SENT, cuts, room)).isEqualTo(READ);
    }
  }

  @Test
  void whatIsNotTheProtocolIsPassedOn() throws Exception {
    String nonsense = "HMSG s 1 9 3\r\nNATS/1.0\r\né: é\r\n\r\n";

    assertThat(read(nonsense, new int[0], 4096)).isEqualTo(nonsense);
  }

  @Test
  void anEndInTheMiddleOfHeadersIsAnEnd() throws Exception {
    String half = "HMSG s 1 22 24\r\nNATS/1.0\r\nfo";

    assertThat(read(half, new int[0], 4096)).isEqualTo("HMSG s 1 22 24\r\n");
  }

  @Test
  void itSaysWhetherSomethingWasMended() throws Exception {
    assertThat(input("PING\r\nMSG s 1 1\r\né\r\n")).isFalse();
    assertThat(input(headers("HMSG s 1", "NATS/1.0\r\né: é\r\n\r\n", ""))).isTrue();
  }

  @Test
  void itTellsTheSubscriptionOfEachMessageWhoseEndIsInARead() throws Exception {
    for (int cut = 1; cut < SENT.length(); cut++) {
      var told = new ArrayList<Integer>();
      var input =
          new MendedInput(new Chunks(SENT.getBytes(ISO_8859_1), new int[] {cut}), told::add);
      byte[] buffer = new byte[4096];
      int read = 0;
      for (int n = input.read(buffer, 0, 4096); n >= 0; n = input.read(buffer, 0, 4096)) {
        read += n;
        assertThat(told).as("%s bytes read, cut at %s", read, cut).hasSize(ends(read));
      }
      assertThat(told).as("cut at %s", cut).containsExactly(1, 12, 3, 1, 3, 3);
    }
  }

  /** How many messages end in so many bytes. */
  private static int ends(int read) {
    return (int) ENDS.stream().filter(end -> end <= read).count();
  }

  private static boolean input(String sent) throws IOException {
    var input = new MendedInput(new Chunks(sent.getBytes(ISO_8859_1), new int[0]), number -> {});
    while (input.read(new byte[4096], 0, 4096) >= 0) {
      assertThat(sent).isNotEmpty();
    }
    return input.hasMended();
  }

  private static String read(String sent, int[] cuts, int room) throws IOException {
    var input = new MendedInput(new Chunks(sent.getBytes(ISO_8859_1), cuts), number -> {});
    var all = new ByteArrayOutputStream();
    byte[] buffer = new byte[room + 5];
    for (int n = input.read(buffer, 5, room); n >= 0; n = input.read(buffer, 5, room)) {
      assertThat(n).as("bytes of a read").isBetween(1, room);
      all.write(buffer, 5, n);
    }
    return all.toString(ISO_8859_1);
  }

  /** Bytes that come in reads which end at the cuts. */
  private static final class Chunks implements MendedInput.Raw {

    private final byte[] bytes;
    private final int[] cuts;
    private int at;

    Chunks(byte[] bytes, int[] cuts) {
      this.bytes = bytes;
      this.cuts = cuts;
    }

    @Override
    public int read(byte[] to, int start, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int end = bytes.length;
      for (int cut : cuts) {
        if (cut > at && cut < end) {
          end = cut;
        }
      }
      int read = Math.min(length, end - at);
      System.arraycopy(bytes, at, to, start, read);
      at += read;
      return read;
    }
  }
}
