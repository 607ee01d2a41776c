package dev.pipy.control;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// The version of this program, which the build writes down.
final class Version {

  private Version() {}

  static String text() {
    try (var file = Version.class.getResourceAsStream("version.properties")) {
      if (file == null) {
        return "unknown";
      }
      var properties = new Properties();
      properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      return properties.getProperty("version", "unknown");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
