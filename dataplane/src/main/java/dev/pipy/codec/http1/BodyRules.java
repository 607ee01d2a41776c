package dev.pipy.codec.http1;

import dev.pipy.codec.http.DecimalLength;
import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpSyntax;
import dev.pipy.codec.http.KnownField;
import org.jspecify.annotations.Nullable;

/// What a received head says of its body (RFC 9112 section 6), read so that no other reader can
/// take it differently: whatever is ambiguous is refused.
final class BodyRules {

  private static final HttpError BOTH =
      HttpError.BAD_REQUEST.because("content-length and transfer-encoding together");
  private static final HttpError LENGTH_REPEATED =
      HttpError.BAD_REQUEST.because("content-length repeated");
  private static final HttpError LENGTH_BROKEN =
      HttpError.BAD_REQUEST.because("content-length is not a number");
  private static final HttpError CODING_IN_HTTP_1_0 =
      HttpError.BAD_REQUEST.because("transfer-encoding in HTTP/1.0");
  private static final HttpError CODING_REPEATED =
      HttpError.BAD_REQUEST.because("transfer-encoding repeated");
  private static final HttpError CODING_BROKEN =
      HttpError.BAD_REQUEST.because("transfer-encoding is not a list of codings that ends chunked");
  private static final HttpError CODING_UNKNOWN =
      HttpError.NOT_IMPLEMENTED.because("transfer-encoding other than chunked");

  private static final String CHUNKED = "chunked";

  private BodyRules() {}

  /// What is wrong with the framing fields, or null.
  static @Nullable HttpError check(HeadBlock block, boolean isHttp10) {
    int coding = block.indexOf(KnownField.TRANSFER_ENCODING, 0);
    int length = block.indexOf(KnownField.CONTENT_LENGTH, 0);
    if (coding >= 0) {
      if (isHttp10) {
        return CODING_IN_HTTP_1_0;
      }
      if (length >= 0) {
        return BOTH;
      }
      if (block.indexOf(KnownField.TRANSFER_ENCODING, coding + 1) >= 0) {
        return CODING_REPEATED;
      }
      return checkCoding(block.bytes(), block.valueStart(coding), block.valueEnd(coding));
    }
    if (length >= 0) {
      if (block.indexOf(KnownField.CONTENT_LENGTH, length + 1) >= 0) {
        return LENGTH_REPEATED;
      }
      if (length(block, length) < 0) {
        return LENGTH_BROKEN;
      }
    }
    return null;
  }

  /// Only a clean list of codings is called unknown; the rest is an attempt to confuse.
  private static @Nullable HttpError checkCoding(byte[] octets, int from, int to) {
    if (HttpSyntax.equalsIgnoreCase(octets, from, to, CHUNKED)) {
      return null;
    }
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i < to && HttpSyntax.isTokenCharacter(octets[i])) {
        continue;
      }
      boolean isSeparated = i == to || octets[i] == ',';
      boolean isChunked = HttpSyntax.equalsIgnoreCase(octets, start, i, CHUNKED);
      if (!isSeparated || i == start || (isChunked && i < to)) {
        return CODING_BROKEN;
      }
      start = i + 1;
      while (start < to && octets[start] == ' ') {
        start++;
      }
      i = Math.max(i, start - 1);
    }
    return CODING_UNKNOWN;
  }

  /// The framing that the fields of a checked head say, or null if they say nothing.
  static @Nullable Framing of(HeadBlock block) {
    if (block.indexOf(KnownField.TRANSFER_ENCODING, 0) >= 0) {
      return Framing.CHUNKED;
    }
    int length = block.indexOf(KnownField.CONTENT_LENGTH, 0);
    return length < 0 ? null : Framing.ofLength(length(block, length));
  }

  private static long length(HeadBlock block, int index) {
    return DecimalLength.parse(block.bytes(), block.valueStart(index), block.valueEnd(index));
  }
}
