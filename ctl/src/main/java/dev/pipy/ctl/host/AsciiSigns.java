package dev.pipy.ctl.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Replaces what a terminal without UTF-8 cannot show: each of the tool's own signs by a letter of
/// the same width that looks like it, so that tables stay aligned, and everything else by `?`.
public final class AsciiSigns extends FilterOutputStream {

  private static final Map<String, Character> LOOKALIKES =
      Map.ofEntries(
          Map.entry("✓", '+'),
          Map.entry("✗", 'x'),
          Map.entry("‼", '!'),
          Map.entry("●", '*'),
          Map.entry("→", '>'),
          Map.entry("←", '<'),
          Map.entry("▶", '>'),
          Map.entry("…", '~'),
          Map.entry("·", '-'),
          Map.entry("≤", '<'),
          Map.entry("≥", '>'),
          Map.entry("µ", 'u'),
          Map.entry("─", '-'),
          Map.entry("╌", '-'),
          Map.entry("│", '|'),
          Map.entry("├", '|'),
          Map.entry("└", '`'));

  private final byte[] letter = new byte[4];
  private int length;
  private int missing;

  AsciiSigns(OutputStream terminal) {
    super(terminal);
  }

  /// The way to a terminal: as it is if the locale has UTF-8, by the first variable of POSIX that
  /// is set. Without any, terminals of today have.
  ///
  /// @param variables environment variables
  public static OutputStream unlessUtf8(OutputStream terminal, Map<String, String> variables) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> variables.getOrDefault(name, ""))
            .filter(locale -> !locale.isEmpty())
            .findFirst()
            .map(locale -> locale.toLowerCase(Locale.ROOT).matches(".*utf-?8.*"))
            .orElse(true)
        ? terminal
        : new AsciiSigns(terminal);
  }

  @Override
  public void write(int value) throws IOException {
    int octet = value & 0xff;
    if (missing > 0 && octet >> 6 == 0b10) {
      letter[length++] = (byte) octet;
      if (--missing == 0) {
        out.write(LOOKALIKES.getOrDefault(new String(letter, 0, length, UTF_8), '?'));
      }
      return;
    }
    if (missing > 0) {
      missing = 0;
      out.write('?'); // cut off
    }
    if (octet < 0x80) {
      out.write(octet);
    } else {
      missing = octet >= 0xf0 ? 3 : octet >= 0xe0 ? 2 : octet >= 0xc0 ? 1 : 0;
      letter[0] = (byte) octet;
      length = 1;
      if (missing == 0) {
        out.write('?');
      }
    }
  }
}
