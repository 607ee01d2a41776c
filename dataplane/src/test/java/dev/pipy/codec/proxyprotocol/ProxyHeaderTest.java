package dev.pipy.codec.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.proxyprotocol.ProxyHeader.Peer;
import dev.pipy.codec.proxyprotocol.ProxyHeader.Protocol;
import dev.pipy.codec.proxyprotocol.ProxyHeaderReader.State;
import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /// What is read, and how many bytes are left behind it.
  private static String read(List<byte[]> pieces) {
    var reader = new ProxyHeaderReader();
    var state = State.MORE;
    int left = 0;
    for (var piece : pieces) {
      var bytes = Unpooled.wrappedBuffer(piece);
      if (state == State.MORE) {
        state = reader.read(bytes);
      }
      left += bytes.readableBytes();
    }
    return state == State.DONE ? show(reader.header()) + " +" + left : state.name();
  }

  private static String show(ProxyHeader header) {
    return "v"
        + header.version()
        + (header.isLocal() ? " LOCAL " : " ")
        + header.protocol()
        + show(header.source())
        + show(header.target());
  }

  private static String show(@Nullable Peer peer) {
    return peer == null ? "" : " " + peer.address() + " " + peer.port();
  }

  private static byte[] ascii(String text) {
    return text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void check(byte[] input, String expected) {
    EverySplit.of(input, pieces -> assertThat(read(pieces)).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 10.0.0.1 255.255.255.255 0 65535~ab, v1 TCP4 10.0.0.1 0 255.255.255.255 65535 +2",
    "PROXY TCP6 2001:db8::1 ::1 40000 443~, v1 TCP6 2001:db8::1 40000 ::1 443 +0",
    "PROXY UNKNOWN~GET, v1 UNKNOWN +3",
    "PROXY UNKNOWN whatever it is~, v1 UNKNOWN +0",
  })
  void reads_version_1(String text, String expected) {
    check(ascii(text), expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1~",
        "PROXX TCP4 10.0.0.1 10.0.0.2 1 2~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\n",
        "PROXY TCP4  10.0.0.1 10.0.0.2 1 2~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1 2 ~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 01 2~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1 65536~",
        "PROXY TCP4 10.0.0.1 10.0.0.2 -1 2~",
        "PROXY TCP4 10.0.0.256 10.0.0.2 1 2~",
        "PROXY TCP4 10.0.0.01 10.0.0.2 1 2~",
        "PROXY TCP4 10.0.0 10.0.0.2 1 2~",
        "PROXY TCP4 10.0.0.1. 10.0.0.2 1 2~",
        "PROXY TCP4 ::1 ::1 1 2~",
        "PROXY TCP6 10.0.0.1 10.0.0.2 1 2~",
        "PROXY TCP6 ::1%lo ::1 1 2~",
        "PROXY TCP6 [::1] ::1 1 2~",
        "PROXY UDP4 10.0.0.1 10.0.0.2 1 2~",
        "PROXY tcp4 10.0.0.1 10.0.0.2 1 2~",
        "PROXY ~",
        "PROXY UNKNOWNs~",
      })
  void refuses_what_is_not_quite_version_1(String text) {
    check(ascii(text), "MALFORMED");
  }

  @Test
  void takes_lines_of_107_bytes_and_no_longer() {
    var longest = "PROXY UNKNOWN " + "x".repeat(91) + "~";

    assertThat(ascii(longest)).hasSize(107);
    check(ascii(longest), "v1 UNKNOWN +0");
    check(ascii("PROXY UNKNOWN " + "x".repeat(92) + "~"), "MALFORMED");
  }

  @ParameterizedTest
  @CsvSource({
    "2111000c 0a0000010a0000029c4001bb abcd, v2 TCP4 10.0.0.1 40000 10.0.0.2 443 +2",
    "2112000c 0a0000010a0000029c4001bb, v2 UDP4 10.0.0.1 40000 10.0.0.2 443 +0",
    "21110010 0a0000010a0000029c4001bb 04000161 ab, v2 TCP4 10.0.0.1 40000 10.0.0.2 443 +1",
    "21000000 ab, v2 UNKNOWN +1",
    "21000003 010203 ab, v2 UNKNOWN +1",
    "21100003 010203, v2 UNKNOWN +0",
    "20000000 ab, v2 LOCAL UNKNOWN +1",
    "20110002 abcd, v2 LOCAL UNKNOWN +0",
    "10, MALFORMED",
    "22, MALFORMED",
    "2113, MALFORMED",
    "2141, MALFORMED",
    "2111000b, MALFORMED",
  })
  void reads_version_2(String hex, String expected) {
    check(HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", "")), expected);
  }

  @Test
  void reads_the_other_addresses_of_version_2() {
    var six = "20010db8000000000000000000000001" + "00000000000000000000000000000001";
    check(
        HexFormat.of().parseHex(SIGNATURE + "21210024" + six + "9c4001bb"),
        "v2 TCP6 2001:db8::1 40000 ::1 443 +0");
    var path = HexFormat.of().formatHex(Arrays.copyOf(ascii("/tmp/a"), 108));
    check(
        HexFormat.of().parseHex(SIGNATURE + "213100d8" + path + path + "ab"),
        "v2 UNIX /tmp/a 0 /tmp/a 0 +1");
  }

  @ParameterizedTest
  @CsvSource({
    "1, TCP4, 10.0.0.1, 10.0.0.2",
    "1, TCP6, 2001:db8::1, ::1",
    "2, TCP4, 10.0.0.1, 10.0.0.2",
    "2, UDP4, 10.0.0.1, 10.0.0.2",
    "2, TCP6, 2001:db8::1, ::1",
    "2, UDP6, 2001:db8::1, ::1",
    "2, UNIX_DGRAM, /a, /b",
  })
  void writes_what_it_reads(int version, Protocol protocol, String source, String target) {
    int port = protocol.hasPorts() ? 65535 : 0;
    var header =
        new ProxyHeader(version, false, protocol, new Peer(source, port), new Peer(target, port));

    check(ProxyHeaderWriter.write(header), show(header) + " +0");
  }

  @Test
  void writes_headers_without_addresses() {
    var unknown = new ProxyHeader(1, false, Protocol.UNKNOWN, null, null);
    var local = new ProxyHeader(2, true, Protocol.UNKNOWN, null, null);

    assertThat(ProxyHeaderWriter.write(unknown)).asString().isEqualTo("PROXY UNKNOWN\r\n");
    check(ProxyHeaderWriter.write(local), "v2 LOCAL UNKNOWN +0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | TCP4 | 10.0.0.1 | 1 | version: 3 (expected: 1 or 2)",
        "1 | UDP4 | 10.0.0.1 | 1 | version: 1 (expected: 2 for UDP4)",
        "1 | TCP6 | 10.0.0.1 | 1 | sourceAddress: 10.0.0.1 (expected: an address for TCP6)",
        "2 | TCP4 | a b | 1 | sourceAddress: a b (expected: an address for TCP4)",
        "1 | TCP4 | 10.0.0.1 | 65536 | sourcePort: 65536 (expected: 0 to 65535)",
        "1 | TCP4 |  | 1 | sourceAddress: missing (expected: an address for TCP4)",
      })
  void says_what_cannot_be_written(
      int version, Protocol protocol, @Nullable String address, int port, String problem) {
    var peer = address == null ? null : new Peer(address, port);
    var header = new ProxyHeader(version, false, protocol, peer, peer);

    assertThat(ProxyHeaderWriter.problem(header)).isEqualTo(problem);
    assertThatThrownBy(() -> ProxyHeaderWriter.write(header)).hasMessage(problem);
  }

  @Test
  void says_the_same_of_damaged_headers_wherever_they_are_cut() {
    var good =
        List.of(
            ascii("PROXY TCP4 10.0.0.1 10.0.0.2 40000 443~GET /"),
            HexFormat.of().parseHex(SIGNATURE + "2111000f0a0000010a0000029c4001bb010203ff"));
    Fuzz.run(
        20_000,
        random -> {
          byte[] input = good.get(random.nextInt(good.size())).clone();
          for (int i = random.nextInt(3); i > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
          }
          int cut = random.nextInt(input.length + 1);
          var whole = read(List.of(input));
          var inTwo =
              read(
                  List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length)));

          assertThat(inTwo).isEqualTo(whole);
        });
  }
}
