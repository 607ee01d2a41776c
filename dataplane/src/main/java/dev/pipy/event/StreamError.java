package dev.pipy.event;

import org.jspecify.annotations.Nullable;

/// Why a stream ended before its time.
///
/// @param kind what it counts as
/// @param reason what a script said in place of a code; it is a runtime error then
public record StreamError(Kind kind, @Nullable Reason reason) {

  /// Something that is none of the others; only scripts say so.
  public static final StreamError UNKNOWN_ERROR = new StreamError(Kind.UNKNOWN_ERROR);

  /// A script's function failed.
  public static final StreamError RUNTIME_ERROR = new StreamError(Kind.RUNTIME_ERROR);

  /// Reading from a socket failed.
  public static final StreamError READ_ERROR = new StreamError(Kind.READ_ERROR);

  /// Writing to a socket failed.
  public static final StreamError WRITE_ERROR = new StreamError(Kind.WRITE_ERROR);

  /// A host name has no address.
  public static final StreamError CANNOT_RESOLVE = new StreamError(Kind.CANNOT_RESOLVE);

  /// The stream was given up before its connection was made.
  public static final StreamError CONNECTION_CANCELED = new StreamError(Kind.CONNECTION_CANCELED);

  /// The same in the words of later scripts; only scripts say so.
  public static final StreamError CONNECTION_ABORTED = new StreamError(Kind.CONNECTION_ABORTED);

  /// The peer reset the connection or the stream.
  public static final StreamError CONNECTION_RESET = new StreamError(Kind.CONNECTION_RESET);

  /// The peer could not be connected to.
  public static final StreamError CONNECTION_REFUSED = new StreamError(Kind.CONNECTION_REFUSED);

  /// Connecting took too long.
  public static final StreamError CONNECTION_TIMEOUT = new StreamError(Kind.CONNECTION_TIMEOUT);

  /// Nothing was read for too long.
  public static final StreamError READ_TIMEOUT = new StreamError(Kind.READ_TIMEOUT);

  /// A write was not completed in time.
  public static final StreamError WRITE_TIMEOUT = new StreamError(Kind.WRITE_TIMEOUT);

  /// Neither read nor written for too long.
  public static final StreamError IDLE_TIMEOUT = new StreamError(Kind.IDLE_TIMEOUT);

  /// The peer refused our credentials, or we its.
  public static final StreamError UNAUTHORIZED = new StreamError(Kind.UNAUTHORIZED);

  /// More was waiting than may be buffered.
  public static final StreamError BUFFER_OVERFLOW = new StreamError(Kind.BUFFER_OVERFLOW);

  /// The peer broke the rules of its protocol.
  public static final StreamError PROTOCOL_ERROR = new StreamError(Kind.PROTOCOL_ERROR);

  /// A script asks the `replay` filter around it for another run.
  public static final StreamError REPLAY = new StreamError(Kind.REPLAY);

  /// What errors count as; the constants of the class tell what they mean.
  public enum Kind {
    UNKNOWN_ERROR("UnknownError", "unknown error"),
    RUNTIME_ERROR("RuntimeError", "runtime error"),
    READ_ERROR("ReadError", "read error"),
    WRITE_ERROR("WriteError", "write error"),
    CANNOT_RESOLVE("CannotResolve", "cannot resolve"),
    CONNECTION_CANCELED("ConnectionCanceled", "connection canceled"),
    CONNECTION_ABORTED("ConnectionAborted", "connection aborted"),
    CONNECTION_RESET("ConnectionReset", "connection reset"),
    CONNECTION_REFUSED("ConnectionRefused", "connection refused"),
    CONNECTION_TIMEOUT("ConnectionTimeout", "connection timeout"),
    READ_TIMEOUT("ReadTimeout", "read timeout"),
    WRITE_TIMEOUT("WriteTimeout", "write timeout"),
    IDLE_TIMEOUT("IdleTimeout", "idle timeout"),
    UNAUTHORIZED("Unauthorized", "unauthorized"),
    BUFFER_OVERFLOW("BufferOverflow", "buffer overflow"),
    PROTOCOL_ERROR("ProtocolError", "protocol error"),
    REPLAY("Replay", "replay");

    private final String code;
    private final String text;

    Kind(String code, String text) {
      this.code = code;
      this.text = text;
    }

    /// The name that scripts see.
    public String code() {
      return code;
    }
  }

  /// A value of a script's own that says why. Confined to the script's worker.
  public interface Reason {

    /// The value in words, of any length; empty if it cannot be read.
    String text();
  }

  /// An error that needs no words.
  public StreamError(Kind kind) {
    this(kind, null);
  }

  /// The error for which a script has a reason of its own.
  public static StreamError because(Reason reason) {
    return new StreamError(Kind.RUNTIME_ERROR, reason);
  }

  /// The name that scripts see, if there is no reason.
  public String code() {
    return kind.code;
  }

  /// The words that logs show.
  public String text() {
    return kind.text;
  }

  /// Such as `READ_ERROR`.
  @Override
  public String toString() {
    return kind.name();
  }
}
