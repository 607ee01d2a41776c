package dev.pipy.codec.http1;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Feeds octets to decoders and checks that no buffer is left over.
final class Wire {

  private Wire() {}

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Octets of lines that end with CR LF; the last one stands without.
  static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  static ByteBuf buffer(String text) {
    return Unpooled.wrappedBuffer(octets(text));
  }

  static List<String> requests(List<byte[]> pieces) {
    return requests(pieces, Http1Limits.DEFAULT);
  }

  static List<String> requests(List<byte[]> pieces, Http1Limits limits) {
    var sink = new RecordingSink<RequestHead>();
    var decoder = new Http1RequestDecoder(limits, sink);
    feed(pieces, decoder::read);
    decoder.endOfInput();
    decoder.close();
    return sink.lines;
  }

  static List<String> responses(List<byte[]> pieces, @Nullable ExpectedRequest request) {
    var sink = new RecordingSink<ResponseHead>();
    var decoder = new Http1ResponseDecoder(Http1Limits.DEFAULT, sink, _ -> request);
    feed(pieces, decoder::read);
    decoder.endOfInput();
    decoder.close();
    return sink.lines;
  }

  /// Hands the pieces over in counted buffers; fails if one is not given back.
  static void feed(List<byte[]> pieces, Consumer<ByteBuf> reader) {
    feed(pieces, reader, () -> {});
  }

  /// Hands the pieces over in counted buffers, then runs `finish`; fails if one is not given back.
  static void feed(List<byte[]> pieces, Consumer<ByteBuf> reader, Runnable finish) {
    var allocator = new UnpooledByteBufAllocator(false, true);
    for (var piece : pieces) {
      reader.accept(allocator.heapBuffer(piece.length).writeBytes(piece));
    }
    finish.run();
    long leaked = allocator.metric().usedHeapMemory();
    if (leaked != 0) {
      throw new AssertionError("bytes not released: " + leaked);
    }
  }

  static ExpectedRequest get() {
    return new RequestFacts(false, false, false, true);
  }

  static ExpectedRequest head() {
    return new RequestFacts(true, false, false, true);
  }

  static ExpectedRequest connect() {
    return new RequestFacts(false, true, false, true);
  }
}
