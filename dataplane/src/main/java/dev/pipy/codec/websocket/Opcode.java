package dev.pipy.codec.websocket;

/// What a frame is for (RFC 6455 section 11.8).
public final class Opcode {

  /// Goes on with the message of the frames before.
  public static final int CONTINUATION = 0;

  /// Begins a message of UTF-8 text.
  public static final int TEXT = 1;

  /// Begins a message of bytes.
  public static final int BINARY = 2;

  /// Ends the connection.
  public static final int CLOSE = 8;

  /// Asks for a pong.
  public static final int PING = 9;

  /// Answers a ping.
  public static final int PONG = 10;

  /// Most bytes that a control frame may carry.
  public static final int LARGEST_CONTROL = 125;

  private Opcode() {}

  /// Whether a frame stands for itself.
  public static boolean isControl(int opcode) {
    return opcode >= CLOSE;
  }

  /// Whether a message may begin with it.
  public static boolean isMessage(int opcode) {
    return opcode == TEXT || opcode == BINARY || (opcode >= CLOSE && opcode <= PONG);
  }
}
