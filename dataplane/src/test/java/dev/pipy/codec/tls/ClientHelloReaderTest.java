package dev.pipy.codec.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.tls.ClientHelloReader.State;
import dev.pipy.testing.EverySplit;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClientHelloReaderTest {

  static byte[] hello(@Nullable String name, String... protocols) {
    try {
      var engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      var parameters = engine.getSSLParameters();
      if (name != null) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      parameters.setApplicationProtocols(protocols);
      engine.setSSLParameters(parameters);
      var out = ByteBuffer.allocate(1 << 15);
      engine.wrap(ByteBuffer.allocate(0), out);
      return Arrays.copyOf(out.array(), out.position());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The message of one record, in records of `size` bytes each.
  static byte[] inRecordsOf(int size, byte[] record) {
    var out = new ByteArrayOutputStream();
    for (int at = 5; at < record.length; at += size) {
      int length = Math.min(size, record.length - at);
      out.write(record, 0, 3);
      out.write(length >> 8);
      out.write(length);
      out.write(record, at, length);
    }
    return out.toByteArray();
  }

  private static ClientHelloReader read(byte[]... parts) {
    var reader = new ClientHelloReader();
    for (var part : parts) {
      var buffer = Unpooled.wrappedBuffer(part);
      reader.read(buffer);
      assertThat(buffer.readableBytes()).isEqualTo(part.length);
    }
    return reader;
  }

  private static ClientHello found(ClientHelloReader reader) {
    return Objects.requireNonNull(reader.hello(), "no ClientHello found");
  }

  private static State state(byte[]... parts) {
    return read(parts).read(Unpooled.EMPTY_BUFFER);
  }

  @Test
  void reads_names_at_every_split() {
    EverySplit.of(
        hello("www.example.com", "h2", "http/1.1"),
        parts -> {
          var hello = found(read(parts.toArray(byte[][]::new)));
          assertThat(hello.serverNames()).containsExactly("www.example.com");
          assertThat(hello.protocolNames()).containsExactly("h2", "http/1.1");
          assertThat(hello.serverName()).isEqualTo("www.example.com");
        });
  }

  @Test
  void reads_a_message_that_is_cut_into_records() {
    var whole = hello("a.test", "h2");
    for (int size : new int[] {1, 2, 3, 100}) {
      var hello = found(read(inRecordsOf(size, whole)));
      assertThat(hello.serverName()).isEqualTo("a.test");
    }
  }

  @Test
  void tells_what_is_absent() {
    var hello = found(read(hello(null)));
    assertThat(hello.serverNames()).isNull();
    assertThat(hello.protocolNames()).isNull();
    assertThat(hello.serverName()).isNull();
  }

  @Test
  void waits_for_the_rest() {
    var whole = hello("a.test");
    assertThat(state(Arrays.copyOf(whole, whole.length - 1))).isEqualTo(State.MORE);
    assertThat(state(new byte[] {22, 3})).isEqualTo(State.MORE);
  }

  @Test
  void ignores_what_follows() {
    var whole = hello("a.test");
    assertThat(state(Arrays.copyOf(whole, whole.length + 10))).isEqualTo(State.FOUND);
  }

  @Test
  void refuses_what_is_no_client_hello() {
    assertThat(state("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(State.NONE);
    assertThat(state(new byte[] {22, 2})).isEqualTo(State.NONE);
    assertThat(state(new byte[] {22, 3, 1, 0, 0})).isEqualTo(State.NONE);
    assertThat(state(new byte[] {22, 3, 1, 0x7f, 0})).isEqualTo(State.NONE);
    assertThat(state(new byte[] {22, 3, 1, 0, 1, 2})).isEqualTo(State.NONE);
  }

  @Test
  void refuses_a_message_that_is_too_large() {
    int length = ClientHelloReader.LARGEST_MESSAGE + 1;
    var start = new byte[] {22, 3, 1, 0, 4, 1, 0, (byte) (length >> 8), (byte) length};
    assertThat(state(start)).isEqualTo(State.NONE);
  }

  @Test
  void refuses_names_that_run_over_their_end() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.write(new byte[] {22, 3, 1});
    out.writeShort(4 + 2 + 32 + 1 + 4 + 2 + 2 + 9);
    out.write(new byte[] {1, 0, 0, 2 + 32 + 1 + 4 + 2 + 2 + 9});
    out.write(new byte[2 + 32]);
    out.write(new byte[] {0, 0, 2, 0x13, 1, 1, 0});
    out.writeShort(9);
    out.write(new byte[] {0, 0, 0, 5, 0, 3, 0, 0, 99});
    assertThat(state(bytes.toByteArray())).isEqualTo(State.NONE);
  }

  @Test
  void survives_anything() {
    var random = new Random(20_261);
    var whole = hello("fuzz.test", "h2", "http/1.1");
    for (int i = 0; i < 20_000; i++) {
      var changed = whole.clone();
      for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      int cut = random.nextInt(changed.length);
      assertThat(
              state(Arrays.copyOf(changed, cut), Arrays.copyOfRange(changed, cut, changed.length)))
          .isNotNull();
    }
  }
}
