package dev.pipy.codec.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeader.Peer;
import dev.pipy.codec.proxyprotocol.ProxyHeader.Protocol;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a PROXY header of either version, strictly. Takes no byte beyond it, and holds 232 bytes
/// at most: what follows the addresses in version 2 is read over.
public final class ProxyHeaderReader {

  private static final byte[] SIGNATURE_2 = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final byte[] SIGNATURE_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /// Longest line of version 1 with its end.
  private static final int LONGEST_LINE = 107;

  private static final int HEAD_2 = 16;
  private static final int LARGEST_PORT = 65535;

  private final byte[] read = new byte[HEAD_2 + Protocol.UNIX.blockSize()];
  private int size;

  /// Bytes of version 2 still to be read over; -1 until that is known.
  private int skipped = -1;

  private @Nullable ProxyHeader header;

  /// How far it is.
  public enum State {
    /// More bytes have to come.
    MORE,
    /// The [#header] was read.
    DONE,
    /// What came is no header.
    MALFORMED
  }

  /// Nothing was read yet.
  public ProxyHeaderReader() {}

  /// Whether a byte was read.
  public boolean isBegun() {
    return size > 0;
  }

  /// Reads on until it is no longer MORE; `bytes` stay the caller's.
  public State read(ByteBuf bytes) {
    while (bytes.isReadable()) {
      if (skipped > 0) {
        int count = Math.min(skipped, bytes.readableBytes());
        bytes.skipBytes(count);
        skipped -= count;
        if (skipped == 0) {
          return State.DONE;
        }
        continue;
      }
      read[size++] = bytes.readByte();
      var state = read[0] == SIGNATURE_1[0] ? version1() : version2();
      if (state != State.MORE) {
        return state;
      }
    }
    return State.MORE;
  }

  /// What was read; requires DONE.
  public ProxyHeader header() {
    return Objects.requireNonNull(header);
  }

  private State version1() {
    byte last = read[size - 1];
    if (size <= SIGNATURE_1.length) {
      return last == SIGNATURE_1[size - 1] ? State.MORE : State.MALFORMED;
    }
    if (last != '\n') {
      return size < LONGEST_LINE ? State.MORE : State.MALFORMED;
    }
    if (read[size - 2] != '\r') {
      return State.MALFORMED;
    }
    var line =
        new String(
            read, SIGNATURE_1.length, size - SIGNATURE_1.length - 2, StandardCharsets.ISO_8859_1);
    header = line(line);
    return header == null ? State.MALFORMED : State.DONE;
  }

  /// Such as `TCP4 10.0.0.1 10.0.0.2 40000 443`.
  private static @Nullable ProxyHeader line(String line) {
    var words = line.split(" ", -1);
    if (words[0].equals("UNKNOWN")) {
      // whatever follows has to be ignored
      return new ProxyHeader(1, false, Protocol.UNKNOWN, null, null);
    }
    var protocol =
        switch (words[0]) {
          case "TCP4" -> Protocol.TCP4;
          case "TCP6" -> Protocol.TCP6;
          default -> null;
        };
    if (protocol == null
        || words.length != 5
        || ProxyAddress.bytes(protocol, words[1]) == null
        || ProxyAddress.bytes(protocol, words[2]) == null) {
      return null;
    }
    int sourcePort = port(words[3]);
    int targetPort = port(words[4]);
    return sourcePort < 0 || targetPort < 0
        ? null
        : new ProxyHeader(
            1, false, protocol, new Peer(words[1], sourcePort), new Peer(words[2], targetPort));
  }

  /// A decimal number without leading zeros; -1 if it is none.
  private static int port(String text) {
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= 5
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && (text.length() == 1 || text.charAt(0) != '0');
    int port = isNumber ? Integer.parseInt(text) : -1;
    return port <= LARGEST_PORT ? port : -1;
  }

  private State version2() {
    if (size <= SIGNATURE_2.length) {
      return read[size - 1] == SIGNATURE_2[size - 1] ? State.MORE : State.MALFORMED;
    }
    int command = read[12];
    if (command != 0x20 && command != 0x21) {
      return State.MALFORMED;
    }
    if (size < 14) {
      return State.MORE;
    }
    var protocol = protocol(read[13]);
    if (protocol == null) {
      return State.MALFORMED;
    }
    if (size < HEAD_2) {
      return State.MORE;
    }
    int length = (read[14] & 0xff) << 8 | (read[15] & 0xff);
    boolean isLocal = command == 0x20;
    // who speaks for itself says nothing of addresses, whatever is there
    int block = isLocal ? 0 : protocol.blockSize();
    if (length < block) {
      return State.MALFORMED;
    }
    if (size < HEAD_2 + block) {
      return State.MORE;
    }
    header =
        block == 0
            ? new ProxyHeader(2, isLocal, Protocol.UNKNOWN, null, null)
            : new ProxyHeader(2, false, protocol, peer(protocol, 0), peer(protocol, 1));
    skipped = length - block;
    return skipped == 0 ? State.DONE : State.MORE;
  }

  private Peer peer(Protocol protocol, int index) {
    int addressSize = protocol.addressSize();
    int at = HEAD_2 + index * addressSize;
    var address = ProxyAddress.text(protocol, Arrays.copyOfRange(read, at, at + addressSize));
    int portAt = HEAD_2 + 2 * addressSize + 2 * index;
    int port = protocol.hasPorts() ? (read[portAt] & 0xff) << 8 | (read[portAt + 1] & 0xff) : 0;
    return new Peer(address, port);
  }

  /// Null for a code that no protocol has. A family without a transport, or the other way round, is
  /// as good as nothing said.
  private static @Nullable Protocol protocol(int code) {
    for (var protocol : Protocol.values()) {
      if (protocol.code() == code) {
        return protocol;
      }
    }
    int family = (code >> 4) & 0xf;
    int transport = code & 0xf;
    return family <= 3 && transport <= 2 && (family == 0 || transport == 0)
        ? Protocol.UNKNOWN
        : null;
  }

  /// The signature of version 2.
  static byte[] signature2() {
    return SIGNATURE_2.clone();
  }
}
