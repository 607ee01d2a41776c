package dev.pipy.codec.dubbo;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What the 16 bytes before each body say.
///
/// ```text
/// 0        2       3        4                    12             16
/// | da bb  | flags | status | id, 64 bits        | length of body |
///            request 80, two-way 40, event 20, serialization type 1f
/// ```
///
/// @param isRequest whether it is no response
/// @param isTwoWay whether a request wants a response
/// @param isEvent whether it is no call but, say, a heartbeat
/// @param serializationType how the body is written, 0 to 31; 2 is Hessian 2
/// @param status of a response, -128 to 127; 20 is OK
/// @param id pairs a response with its request
public record DubboHeader(
    boolean isRequest,
    boolean isTwoWay,
    boolean isEvent,
    int serializationType,
    int status,
    long id) {

  /// Length on the wire, in bytes.
  public static final int SIZE = 16;

  /// The largest serialization type there is.
  public static final int LARGEST_TYPE = 0x1f;

  static final int MAGIC_1 = 0xda;
  static final int MAGIC_2 = 0xbb;

  private static final int REQUEST = 0x80;
  private static final int TWO_WAY = 0x40;
  private static final int EVENT = 0x20;

  /// Reads [#SIZE] bytes without their last four, the length; null if the magic is another. `bytes`
  /// stay the caller's.
  static @Nullable DubboHeader read(ByteBuf bytes) {
    if (bytes.readUnsignedByte() != MAGIC_1 || bytes.readUnsignedByte() != MAGIC_2) {
      return null;
    }
    int flags = bytes.readUnsignedByte();
    int status = bytes.readByte();
    return new DubboHeader(
        (flags & REQUEST) != 0,
        (flags & TWO_WAY) != 0,
        (flags & EVENT) != 0,
        flags & LARGEST_TYPE,
        status,
        bytes.readLong());
  }

  /// Writes [#SIZE] bytes at the start of `frame`, whose readable bytes begin with room for them.
  public void writeBefore(ByteBuf frame) {
    int start = frame.readerIndex();
    int flags =
        (isRequest ? REQUEST : 0)
            | (isTwoWay ? TWO_WAY : 0)
            | (isEvent ? EVENT : 0)
            | (serializationType & LARGEST_TYPE);
    frame.setByte(start, MAGIC_1).setByte(start + 1, MAGIC_2);
    frame.setByte(start + 2, flags).setByte(start + 3, status);
    frame.setLong(start + 4, id).setInt(start + 12, frame.readableBytes() - SIZE);
  }
}
