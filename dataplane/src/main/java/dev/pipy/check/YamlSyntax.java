package dev.pipy.check;

import dev.pipy.codebase.SourceLocation;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Tells whether a text is YAML 1.2, whatever its tags and anchors stand for.
final class YamlSyntax {

  private static final int LONGEST = 16_000_000;

  /// What is wrong.
  record Fault(String message, SourceLocation at) {}

  private YamlSyntax() {}

  /// The first fault; null if there is none.
  static @Nullable Fault fault(String path, String text) {
    var settings = LoadSettings.builder().setCodePointLimit(LONGEST).setLabel("YAML").build();
    try {
      new Parse(settings).parseString(text).forEach(_ -> {});
      return null;
    } catch (MarkedYamlEngineException malformed) {
      var at =
          malformed
              .getProblemMark()
              .map(mark -> new SourceLocation(path, mark.getLine() + 1, mark.getColumn() + 1))
              .orElse(new SourceLocation(path, 0, 0));
      return new Fault(malformed.getProblem(), at);
    } catch (YamlEngineException malformed) {
      var message = String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
      return new Fault(message, new SourceLocation(path, 0, 0));
    }
  }
}
