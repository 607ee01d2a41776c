package dev.pipy.codec.multipart;

import dev.pipy.codec.http.HttpSyntax;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the fields of a part, octet by octet, up to 16 KiB. A line that begins with a blank
/// goes on with the one before (RFC 5322 section 2.2.3).
final class PartHead {

  private static final int LARGEST = 16 << 10;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private @Nullable String name;
  private @Nullable StringBuilder value;
  private int size;
  private boolean isAfterReturn;

  /// How reading goes on.
  enum Progress {
    /// More octets.
    MORE,
    /// The empty line was read.
    COMPLETE,
    /// This is no head.
    MALFORMED,
    /// This is too long.
    TOO_LARGE
  }

  Progress read(int octet) {
    if (++size > LARGEST) {
      return Progress.TOO_LARGE;
    }
    if (isAfterReturn) {
      isAfterReturn = false;
      return octet == '\n' ? endLine() : Progress.MALFORMED;
    }
    if (octet == '\r') {
      isAfterReturn = true;
    } else if (HttpSyntax.isControl(octet)) {
      return Progress.MALFORMED;
    } else {
      line.write(octet);
    }
    return Progress.MORE;
  }

  private Progress endLine() {
    var text = text(line.toByteArray());
    line.reset();
    if (text.isEmpty()) {
      endField();
      return Progress.COMPLETE;
    }
    if (text.startsWith(" ") || text.startsWith("\t")) {
      if (value == null) {
        return Progress.MALFORMED;
      }
      value.append(' ').append(text.strip());
      return Progress.MORE;
    }
    endField();
    int colon = text.indexOf(':');
    if (colon < 0 || !HttpSyntax.isToken(text.substring(0, colon))) {
      return Progress.MALFORMED;
    }
    name = text.substring(0, colon).toLowerCase(Locale.ROOT);
    value = new StringBuilder(text.substring(colon + 1).strip());
    return Progress.MORE;
  }

  private void endField() {
    if (name != null && value != null) {
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.toString());
    }
    name = null;
    value = null;
  }

  /// Names of files are sent as UTF-8 (RFC 7578 section 5.1.2); no octet of anything else is lost.
  private static String text(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException expected) {
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  /// The values of each field, in order, by its name in lower case.
  Map<String, List<String>> fields() {
    return fields;
  }
}
