package dev.pipy.logging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// A syslog server, one datagram a record (RFC 5424, RFC 5426). Longer records than a datagram can
/// be are cut.
final class SyslogTarget extends LogTarget {

  private static final int FACILITY_USER = 1;
  private static final int LONGEST = 65_000;

  private final TargetSpec.Syslog spec;
  private final DatagramSocket socket;

  SyslogTarget(TargetSpec.Syslog spec) throws IOException {
    super("syslog " + spec.host() + ":" + spec.port(), StreamTarget.LIMIT);
    this.spec = spec;
    socket = new DatagramSocket();
  }

  @Override
  void write(List<byte[]> records) throws IOException {
    var address = InetAddress.getByName(spec.host());
    for (var record : records) {
      var message = new ByteArrayOutputStream();
      message.writeBytes(header().getBytes(StandardCharsets.US_ASCII));
      message.write(record, 0, Math.min(record.length, LONGEST));
      var octets = message.toByteArray();
      socket.send(new DatagramPacket(octets, octets.length, address, spec.port()));
    }
  }

  private String header() {
    return "<%d>1 %s - pipy %d - - "
        .formatted(
            FACILITY_USER * 8 + spec.severity(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            ProcessHandle.current().pid());
  }

  @Override
  void end() {
    socket.close();
  }
}
