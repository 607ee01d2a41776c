package dev.pipy.codec.http1;

import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpSyntax;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Collects the lines of a head, or of trailers, on the heap and notes where the fields are. A line
/// is read once it is whole, so where the input was cut never matters. Lines end with CR LF and
/// nothing else (stricter than RFC 9112 section 2.2, where readers differ).
final class HeadScanner {

  enum Progress {
    MORE,
    COMPLETE,
    MALFORMED
  }

  private static final int MIN_FIRST_COPY = 256;
  private static final int MAX_FIRST_COPY = 4096;

  private static final HttpError BARE_LINE_FEED = bad("line ends without CR");
  private static final HttpError BROKEN_LINE_END = bad("CR without LF");
  private static final HttpError FOLDED = bad("field line starts with a blank");
  private static final HttpError NO_NAME = bad("field without a name");
  private static final HttpError BROKEN_NAME = bad("field name is not a token before a colon");
  private static final HttpError CONTROL = bad("control character in a field");
  private static final HttpError NOT_HTTP = bad("not HTTP/1");
  private static final HttpError EMPTY_LINES = bad("too many empty lines before a message");

  private static final HttpError START_LINE_TOO_LONG =
      HttpError.URI_TOO_LONG.because("start line too long");
  private static final HttpError TOO_LARGE = HttpError.FIELDS_TOO_LARGE.because("fields too large");
  private static final HttpError TOO_MANY = HttpError.FIELDS_TOO_LARGE.because("too many fields");

  private final @Nullable HeadReader<?> reader;
  private final int maxStartLine;
  private final int maxBytes;
  private final int maxFields;

  private @Nullable HeadBlock block;
  private int expectedBytes = 1024;
  private int emptyLines;
  private boolean inEmptyLine;
  private boolean inStartLine;
  private int lineStart;
  private int searched;
  private HttpError error = HttpError.BAD_REQUEST;

  private HeadScanner(
      @Nullable HeadReader<?> reader, int maxStartLine, int maxBytes, int maxFields) {
    this.reader = reader;
    this.maxStartLine = maxStartLine;
    this.maxBytes = maxBytes;
    this.maxFields = maxFields;
  }

  static HeadScanner forHeads(HeadReader<?> reader, Http1Limits limits) {
    return new HeadScanner(
        reader, limits.startLineBytes(), limits.headBytes(), limits.fieldCount());
  }

  static HeadScanner forTrailers(Http1Limits limits) {
    return new HeadScanner(null, 0, limits.trailerBytes(), limits.fieldCount());
  }

  private static HttpError bad(String detail) {
    return HttpError.BAD_REQUEST.because(detail);
  }

  /// Whether part of a head was read.
  boolean isInside() {
    return block != null || inEmptyLine;
  }

  /// What is wrong, after [Progress#MALFORMED].
  HttpError error() {
    return error;
  }

  /// Hands over the complete block, or what there is of one; the next head can come.
  HeadBlock takeBlock() {
    var taken = block == null ? new HeadBlock(0) : block;
    block = null;
    emptyLines = 0;
    expectedBytes = Math.clamp(taken.length() + 64, MIN_FIRST_COPY, MAX_FIRST_COPY);
    return taken;
  }

  /// Reads from `in`, which stays the caller's, up to the end of the head.
  Progress scan(ByteBuf in) {
    while (in.isReadable()) {
      var lines = block;
      if (lines == null) {
        var progress = begin(in);
        if (progress != Progress.COMPLETE) {
          return progress;
        }
        lines = new HeadBlock(Math.min(in.readableBytes(), expectedBytes));
        block = lines;
        inStartLine = reader != null;
        lineStart = 0;
        searched = 0;
      }
      int room = maxBytes - lines.length();
      int portion = Math.max(expectedBytes, lines.length());
      lines.append(in, Math.min(in.readableBytes(), Math.min(room, portion)));
      var progress = readLines(lines);
      if (progress == Progress.COMPLETE) {
        in.readerIndex(in.readerIndex() - (lines.length() - lineStart));
        lines.cutAt(lineStart);
      }
      if (progress != Progress.MORE) {
        return progress;
      }
    }
    return Progress.MORE;
  }

  /// Skips empty lines (RFC 9112 section 2.2); complete when a head begins.
  private Progress begin(ByteBuf in) {
    if (reader == null) {
      return Progress.COMPLETE;
    }
    while (in.isReadable()) {
      byte octet = in.getByte(in.readerIndex());
      if (inEmptyLine) {
        if (octet != '\n') {
          return fail(BROKEN_LINE_END);
        }
        inEmptyLine = false;
      } else if (octet == '\r' && reader.emptyLinesAllowed() > 0) {
        if (++emptyLines > reader.emptyLinesAllowed()) {
          return fail(EMPTY_LINES);
        }
        inEmptyLine = true;
      } else {
        return reader.canStartWith(octet) ? Progress.COMPLETE : fail(NOT_HTTP);
      }
      in.skipBytes(1);
    }
    return Progress.MORE;
  }

  private Progress readLines(HeadBlock lines) {
    byte[] octets = lines.bytes();
    while (true) {
      int lineFeed = ByteScan.indexOfLineFeed(octets, searched, lines.length());
      int known = lineFeed < 0 ? lines.length() : lineFeed;
      if (inStartLine && known - lineStart > maxStartLine + 1) {
        return fail(START_LINE_TOO_LONG);
      }
      if (known >= maxBytes) {
        return fail(TOO_LARGE);
      }
      if (lineFeed < 0) {
        searched = lines.length();
        return Progress.MORE;
      }
      int start = lineStart;
      int end = lineFeed - 1;
      lineStart = lineFeed + 1;
      searched = lineStart;
      if (end < start || octets[end] != '\r') {
        return fail(BARE_LINE_FEED);
      }
      if (inStartLine && reader != null) {
        inStartLine = false;
        @Nullable HttpError problem = reader.startLine(octets, end);
        if (problem != null) {
          return fail(problem);
        }
      } else if (end == start) {
        return Progress.COMPLETE;
      } else if (!readField(lines, octets, start, end)) {
        return Progress.MALFORMED;
      }
    }
  }

  private boolean readField(HeadBlock lines, byte[] octets, int start, int end) {
    int colon = start;
    while (colon < end && HttpSyntax.isTokenCharacter(octets[colon])) {
      colon++;
    }
    if (colon == end || octets[colon] != ':' || colon == start) {
      byte stop = colon == end ? 0 : octets[colon];
      boolean isFirst = colon == start;
      fail(
          isFirst && (stop == ' ' || stop == '\t')
              ? FOLDED
              : isFirst && stop == ':' ? NO_NAME : BROKEN_NAME);
      return false;
    }
    int from = colon + 1;
    int to = end;
    while (from < to && isBlank(octets[from])) {
      from++;
    }
    while (to > from && isBlank(octets[to - 1])) {
      to--;
    }
    if (ByteScan.hasControl(octets, from, to)) {
      fail(CONTROL);
      return false;
    }
    if (lines.fieldCount() == maxFields) {
      fail(TOO_MANY);
      return false;
    }
    lines.addField(start, colon, from, to);
    return true;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private Progress fail(HttpError problem) {
    error = problem;
    return Progress.MALFORMED;
  }
}
