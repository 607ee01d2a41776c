package dev.pipy.codec.mqtt;

import dev.pipy.codec.StreamDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Cuts bytes into packets and reads them. A packet that comes in pieces is collected, in no more
/// than twice the memory that its bytes need. Knows of which version the packets are: CONNECT says
/// it, and what a server sends first shows it.
public final class PacketDecoder implements StreamDecoder {

  /// Largest packet but for PUBLISH: its contents become objects many times their size.
  public static final int LARGEST_CONTROL = 1 << 20;

  private static final int SMALL = 256;

  private final Sink sink;
  private final long maxSize;
  private int level = ProtocolLevel.UNKNOWN;

  /// Of the packet under way; no byte yet while the size is 0.
  private int first;

  private int headSize;
  private int length;
  private boolean isHeadRead;
  private @Nullable ByteBuf collected;
  private boolean isOver;

  /// What hears of packets. May [#stop] the decoder at any time.
  public interface Sink {

    /// A whole packet. Its body goes back to the decoder afterwards: retain it to keep it.
    void packet(Packet packet);

    /// What came is not MQTT; nothing is read any more.
    ///
    /// @param complaint what is wrong with it; shows no credentials
    void malformed(String complaint);

    /// A packet is larger than allowed; nothing is read any more.
    void tooLarge();
  }

  /// @param maxSize most bytes of a packet behind its length
  public PacketDecoder(long maxSize, Sink sink) {
    this.maxSize = maxSize;
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf bytes) {
    try {
      while (!isOver && bytes.isReadable()) {
        if (!isHeadRead) {
          readHead(bytes.readUnsignedByte());
        }
        if (isHeadRead && !isOver) {
          readBody(bytes);
        }
      }
    } finally {
      bytes.release();
    }
  }

  /// Whether a packet has begun and not ended.
  @Override
  public boolean isInside() {
    return headSize > 0;
  }

  @Override
  public void stop() {
    isOver = true;
    if (collected != null) {
      collected.release();
      collected = null;
    }
  }

  /// Section 2.1.4: the length, seven bits in each of up to four bytes, the lowest first.
  private void readHead(int octet) {
    headSize++;
    if (headSize == 1) {
      first = octet;
      length = 0;
      try {
        PacketReader.checkFirst(octet);
      } catch (MqttException malformed) {
        fail(String.valueOf(malformed.getMessage())); // at once: there may be no more
      }
      return;
    }
    length |= (octet & 0x7f) << (7 * (headSize - 2));
    if ((octet & 0x80) == 0) {
      isHeadRead = true;
      boolean isPublish = first >> 4 == PacketType.PUBLISH.number();
      if (length > (isPublish ? maxSize : Math.min(maxSize, LARGEST_CONTROL))) {
        stop();
        sink.tooLarge();
      }
    } else if (headSize == 5) {
      fail("a length of more than 4 bytes");
    }
  }

  private void readBody(ByteBuf bytes) {
    if (collected == null && bytes.readableBytes() >= length) {
      readPacket(bytes.readSlice(length));
      return;
    }
    if (collected == null) {
      int size = Math.min(length, Math.max(SMALL, bytes.readableBytes()));
      collected = ByteBufAllocator.DEFAULT.buffer(size, length);
    }
    var whole = collected;
    whole.writeBytes(bytes, Math.min(length - whole.readableBytes(), bytes.readableBytes()));
    if (whole.readableBytes() < length) {
      return;
    }
    collected = null;
    try {
      readPacket(whole);
    } finally {
      whole.release();
    }
  }

  private void readPacket(ByteBuf body) {
    headSize = 0;
    isHeadRead = false;
    Packet packet;
    try {
      packet = PacketReader.read(first, body, level);
    } catch (MqttException malformed) {
      fail(String.valueOf(malformed.getMessage()));
      return;
    }
    level = packet.protocolLevel();
    sink.packet(packet);
  }

  private void fail(String complaint) {
    stop();
    sink.malformed(complaint);
  }
}
