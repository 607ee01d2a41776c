package dev.pipy.ctl.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Amounts as people say them.
public final class Quantities {

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private Quantities() {}

  /// `1 warning`, `2 warnings`.
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// `512 B`, `14.2 KiB`, `3.0 MiB`, `2.5 GiB`.
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double amount = bytes / 1024.0;
    if (amount < 1024) {
      return String.format(Locale.ROOT, "%.1f KiB", amount);
    }
    return amount < 1024 * 1024
        ? String.format(Locale.ROOT, "%.1f MiB", amount / 1024)
        : String.format(Locale.ROOT, "%.1f GiB", amount / 1024 / 1024);
  }

  /// The largest unit that fits: `12s`, `4h`, `3d`.
  public static String age(Duration age) {
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }

  /// `0.4 ms`, `212 ms`, `1.5 s`.
  public static String elapsed(Duration elapsed) {
    double millis = elapsed.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  /// `2026-11-22 12:00:04` in the local time zone.
  public static String dateTime(Instant instant) {
    return DATE_TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /// `12:04:02.118` in the local time zone.
  public static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }
}
