package dev.pipy.codec.proxyprotocol;

import dev.pipy.codec.proxyprotocol.ProxyHeader.Peer;
import dev.pipy.codec.proxyprotocol.ProxyHeader.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes PROXY headers.
public final class ProxyHeaderWriter {

  private static final int LARGEST_PORT = 65535;

  private ProxyHeaderWriter() {}

  /// What keeps `header` from being written: null if nothing does.
  public static @Nullable String problem(ProxyHeader header) {
    var protocol = header.protocol();
    if (header.version() != 1 && header.version() != 2) {
      return "version: " + header.version() + " (expected: 1 or 2)";
    }
    if (header.version() == 1 && (!protocol.isInVersion1() || header.isLocal())) {
      return "version: 1 (expected: 2 for " + (header.isLocal() ? "LOCAL" : protocol) + ")";
    }
    if (protocol == Protocol.UNKNOWN) {
      return null;
    }
    var source = problem("source", protocol, header.source());
    return source == null ? problem("target", protocol, header.target()) : source;
  }

  private static @Nullable String problem(String which, Protocol protocol, @Nullable Peer peer) {
    if (peer == null) {
      return which + "Address: missing (expected: an address for " + protocol + ")";
    }
    if (ProxyAddress.bytes(protocol, peer.address()) == null) {
      return which + "Address: " + peer.address() + " (expected: an address for " + protocol + ")";
    }
    if (peer.port() < 0 || peer.port() > LARGEST_PORT) {
      return which + "Port: " + peer.port() + " (expected: 0 to 65535)";
    }
    return null;
  }

  /// The protocol that two addresses suit when none is said: TCP of their family, or UNKNOWN.
  public static Protocol usualProtocol(@Nullable String source, @Nullable String target) {
    if (source == null || target == null) {
      return Protocol.UNKNOWN;
    }
    if (ProxyAddress.isIpv4(source) && ProxyAddress.isIpv4(target)) {
      return Protocol.TCP4;
    }
    return ProxyAddress.isIpv6(source) && ProxyAddress.isIpv6(target)
        ? Protocol.TCP6
        : Protocol.UNKNOWN;
  }

  /// The bytes of a header without [#problem].
  public static byte[] write(ProxyHeader header) {
    var problem = problem(header);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return header.version() == 1
        ? line(header).getBytes(StandardCharsets.US_ASCII)
        : version2(header);
  }

  private static String line(ProxyHeader header) {
    var source = header.source();
    var target = header.target();
    return source == null || target == null || header.protocol() == Protocol.UNKNOWN
        ? "PROXY UNKNOWN\r\n"
        : String.join(
                " ",
                "PROXY",
                header.protocol().name(),
                source.address(),
                target.address(),
                Integer.toString(source.port()),
                Integer.toString(target.port()))
            + "\r\n";
  }

  private static byte[] version2(ProxyHeader header) {
    var protocol = header.isLocal() ? Protocol.UNKNOWN : header.protocol();
    var out = new ByteArrayOutputStream();
    out.writeBytes(ProxyHeaderReader.signature2());
    out.write(header.isLocal() ? 0x20 : 0x21);
    out.write(protocol.code());
    writeShort(out, protocol.blockSize());
    var source = header.source();
    var target = header.target();
    if (protocol != Protocol.UNKNOWN && source != null && target != null) {
      writeAddress(out, protocol, source);
      writeAddress(out, protocol, target);
      if (protocol.hasPorts()) {
        writeShort(out, source.port());
        writeShort(out, target.port());
      }
    }
    return out.toByteArray();
  }

  private static void writeAddress(ByteArrayOutputStream out, Protocol protocol, Peer peer) {
    byte[] address = ProxyAddress.bytes(protocol, peer.address());
    if (address != null) {
      out.writeBytes(address);
    }
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
