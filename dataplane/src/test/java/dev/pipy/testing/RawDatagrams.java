package dev.pipy.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A datagram socket on loopback that waits 10 seconds for what it expects.
public final class RawDatagrams implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final DatagramSocket socket;
  private final byte[] buffer = new byte[1 << 16];
  private SocketAddress peer;

  /// A client of a port.
  public static RawDatagrams to(int port) throws IOException {
    return new RawDatagrams(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /// A server on a port; it answers whom it heard last.
  public static RawDatagrams on(int port) throws IOException {
    return new RawDatagrams(port, new InetSocketAddress(0));
  }

  private RawDatagrams(int port, SocketAddress peer) throws IOException {
    socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(DEADLINE_MILLIS);
    this.peer = peer;
  }

  /// The port it has itself.
  public int port() {
    return socket.getLocalPort();
  }

  /// Sends one datagram.
  public RawDatagrams send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, peer));
    return this;
  }

  /// Sends one datagram.
  public RawDatagrams send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Receives one datagram.
  public byte[] receive() throws IOException {
    var packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    peer = packet.getSocketAddress();
    return Arrays.copyOf(buffer, packet.getLength());
  }

  /// Receives one datagram.
  public String text() throws IOException {
    return new String(receive(), StandardCharsets.ISO_8859_1);
  }

  /// Whether nothing comes for so long.
  public boolean isSilent(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      text();
      return false;
    } catch (SocketTimeoutException expected) {
      return true;
    } finally {
      socket.setSoTimeout(DEADLINE_MILLIS);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
