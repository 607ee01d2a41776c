package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpSyntax;
import io.netty.buffer.ByteBuf;

/// Reads what stands between the data of two chunks: the end of the last one and the size of the
/// next (RFC 9112 section 7.1). Extensions are skipped.
final class ChunkHeader {

  enum Progress {
    MORE,
    COMPLETE,
    MALFORMED
  }

  private enum State {
    DATA_CR,
    DATA_LF,
    FIRST_DIGIT,
    DIGITS,
    EXTENSION,
    LINE_FEED
  }

  static final HttpError ERROR = HttpError.BAD_REQUEST.because("chunk");

  /// Hexadecimal digits that surely fit a long, leading zeros included.
  private static final int MAX_DIGITS = 15;

  private final int maxLine;

  private State state = State.FIRST_DIGIT;
  private long size;
  private int digits;
  private int line;

  ChunkHeader(int maxLine) {
    this.maxLine = maxLine;
  }

  /// Bytes in the chunk to come; 0 for the last one.
  long size() {
    return size;
  }

  /// Expects the first chunk of a body.
  void reset() {
    state = State.FIRST_DIGIT;
    size = 0;
    digits = 0;
    line = 0;
  }

  /// Reads from `in`, which stays the caller's, up to the end of the header.
  Progress read(ByteBuf in) {
    while (in.isReadable()) {
      byte octet = in.readByte();
      switch (state) {
        case DATA_CR -> {
          if (octet != '\r') {
            return Progress.MALFORMED;
          }
          state = State.DATA_LF;
        }
        case DATA_LF -> {
          if (octet != '\n') {
            return Progress.MALFORMED;
          }
          reset();
        }
        case FIRST_DIGIT, DIGITS -> {
          if (!readDigit(octet)) {
            return Progress.MALFORMED;
          }
        }
        case EXTENSION -> {
          if (octet == '\r') {
            state = State.LINE_FEED;
          } else if (HttpSyntax.isControl(octet & 0xff) || ++line > maxLine) {
            return Progress.MALFORMED;
          }
        }
        case LINE_FEED -> {
          if (octet != '\n') {
            return Progress.MALFORMED;
          }
          state = State.DATA_CR;
          return Progress.COMPLETE;
        }
      }
    }
    return Progress.MORE;
  }

  private boolean readDigit(byte octet) {
    int digit = Character.digit(octet, 16);
    if (digit >= 0) {
      size = size << 4 | digit;
      state = State.DIGITS;
      line++;
      return ++digits <= MAX_DIGITS && line <= maxLine;
    }
    if (state == State.FIRST_DIGIT) {
      return false;
    }
    state = octet == '\r' ? State.LINE_FEED : State.EXTENSION;
    return octet == '\r' || octet == ';';
  }
}
