package dev.pipy.event;

/// Why a stream ended before its time.
public enum StreamError {
  /// Something that is none of the others; only scripts say so.
  UNKNOWN_ERROR("UnknownError", "unknown error"),
  /// A script's function failed.
  RUNTIME_ERROR("RuntimeError", "runtime error"),
  /// Reading from a socket failed.
  READ_ERROR("ReadError", "read error"),
  /// Writing to a socket failed.
  WRITE_ERROR("WriteError", "write error"),
  /// A host name has no address.
  CANNOT_RESOLVE("CannotResolve", "cannot resolve"),
  /// The stream was given up before its connection was made.
  CONNECTION_CANCELED("ConnectionCanceled", "connection canceled"),
  /// The same in the words of later scripts; only scripts say so.
  CONNECTION_ABORTED("ConnectionAborted", "connection aborted"),
  /// The peer reset the connection or the stream.
  CONNECTION_RESET("ConnectionReset", "connection reset"),
  /// The peer could not be connected to.
  CONNECTION_REFUSED("ConnectionRefused", "connection refused"),
  /// Connecting took too long.
  CONNECTION_TIMEOUT("ConnectionTimeout", "connection timeout"),
  /// Nothing was read for too long.
  READ_TIMEOUT("ReadTimeout", "read timeout"),
  /// A write was not completed in time.
  WRITE_TIMEOUT("WriteTimeout", "write timeout"),
  /// Neither read nor written for too long.
  IDLE_TIMEOUT("IdleTimeout", "idle timeout"),
  /// The peer refused our credentials, or we its.
  UNAUTHORIZED("Unauthorized", "unauthorized"),
  /// More was waiting than may be buffered.
  BUFFER_OVERFLOW("BufferOverflow", "buffer overflow"),
  /// The peer broke the rules of its protocol.
  PROTOCOL_ERROR("ProtocolError", "protocol error"),
  /// A script asks the `replay` filter around it for another run.
  REPLAY("Replay", "replay");

  private final String code;
  private final String text;

  StreamError(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The name that scripts see.
  public String code() {
    return code;
  }

  /// The words that logs show.
  public String text() {
    return text;
  }
}
