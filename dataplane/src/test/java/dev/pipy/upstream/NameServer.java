package dev.pipy.upstream;

import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A name server on loopback (RFC 1035) with a table of names; it says nothing to questions about
/// others.
final class NameServer implements AutoCloseable {

  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();

  NameServer() throws SocketException {
    Thread.ofVirtual().start(this::serve);
  }

  /// What a resolver needs to ask here.
  DnsServerAddressStreamProvider provider() {
    return new SingletonDnsServerAddressStreamProvider(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
  }

  /// Gives a name its addresses, in the order of the answer.
  void put(String name, String... addresses) throws IOException {
    var all = new ArrayList<InetAddress>();
    for (var address : addresses) {
      all.add(InetAddress.ofLiteral(address));
    }
    names.put(name, all);
  }

  /// Questions that came, answered or not.
  int questions() {
    return questions.get();
  }

  private void serve() {
    var buffer = new byte[4096];
    try {
      while (true) {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        questions.incrementAndGet();
        var answer = answer(Arrays.copyOf(buffer, packet.getLength()));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private byte[] answer(byte[] question) throws IOException {
    var query = ByteBuffer.wrap(question);
    int id = query.getShort() & 0xffff;
    query.position(12);
    var name = new StringBuilder();
    for (int size = query.get(); size > 0; size = query.get()) {
      if (!name.isEmpty()) {
        name.append('.');
      }
      for (int i = 0; i < size; i++) {
        name.append((char) query.get());
      }
    }
    int type = query.getShort();
    int end = query.position() + 2;
    var addresses = names.get(name.toString());
    if (addresses == null) {
      return new byte[0];
    }
    var wanted =
        addresses.stream()
            .map(InetAddress::getAddress)
            .filter(bytes -> type == (bytes.length == 4 ? TYPE_A : TYPE_AAAA))
            .toList();
    var answer = new ByteArrayOutputStream();
    answer.write(new byte[] {(byte) (id >> 8), (byte) id, (byte) 0x81, (byte) 0x80, 0, 1, 0});
    answer.write(wanted.size());
    answer.write(new byte[4]);
    answer.write(Arrays.copyOfRange(question, 12, end));
    for (var bytes : wanted) {
      // the name is the one at offset 12; class IN; to be kept for 60 s
      answer.write(new byte[] {(byte) 0xc0, 12, 0, (byte) type, 0, 1, 0, 0, 0, 60, 0});
      answer.write(bytes.length);
      answer.write(bytes);
    }
    return answer.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
