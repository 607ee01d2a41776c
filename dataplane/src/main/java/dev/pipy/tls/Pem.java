package dev.pipy.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Reads the textual form of certificates and keys (RFC 7468). Text between blocks is skipped.
final class Pem {

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  /// One block.
  ///
  /// @param label such as "CERTIFICATE"
  /// @param headers lines of the form "name: value" before the content, as old encrypted keys have
  /// @param content the decoded bytes
  record Block(String label, boolean headers, Der content) {}

  /// A block with a label.
  static String text(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(content), label);
  }

  /// All blocks in order. Throws [TlsInputException] if one has no end or is not Base64.
  static List<Block> blocks(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    var blocks = new ArrayList<Block>();
    var begin = BEGIN.matcher(text);
    int at = 0;
    while (begin.find(at)) {
      var label = begin.group(1);
      var end = "-----END " + label + "-----";
      int endAt = text.indexOf(end, begin.end());
      if (endAt < 0) {
        throw new TlsInputException("PEM block without end (expected: " + end + ")");
      }
      var content = text.substring(begin.end(), endAt);
      boolean hasHeaders = content.indexOf(':') >= 0;
      blocks.add(new Block(label, hasHeaders, hasHeaders ? Der.NONE : decode(label, content)));
      at = endAt + end.length();
    }
    return blocks;
  }

  private static Der decode(String label, String content) {
    try {
      return new Der(Base64.getDecoder().decode(content.replaceAll("\\s", "")));
    } catch (IllegalArgumentException invalid) {
      throw new TlsInputException("PEM block " + label + " is not valid Base64", invalid);
    }
  }
}
