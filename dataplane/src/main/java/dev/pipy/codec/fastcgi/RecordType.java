package dev.pipy.codec.fastcgi;

import org.jspecify.annotations.Nullable;

/// What a record is for (FastCGI 1.0 section 8).
public enum RecordType {
  /// A request begins, with its role and whether the connection stays.
  BEGIN_REQUEST(1),
  /// The request is not wanted any more.
  ABORT_REQUEST(2),
  /// The answer is complete, with its status.
  END_REQUEST(3),
  /// Names and values; an empty record is the last.
  PARAMS(4),
  /// The body of the request; an empty record is the last.
  STDIN(5),
  /// The answer.
  STDOUT(6),
  /// What the application complains about.
  STDERR(7),
  /// A second body, for filters.
  DATA(8),
  /// Asks for limits of the application.
  GET_VALUES(9),
  /// Answers that.
  GET_VALUES_RESULT(10),
  /// Answers what is not known.
  UNKNOWN_TYPE(11);

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /// The type with a code; null if there is none.
  static @Nullable RecordType of(int code) {
    return code >= 1 && code <= values().length ? values()[code - 1] : null;
  }
}
