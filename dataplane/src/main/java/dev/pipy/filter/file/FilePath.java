package dev.pipy.filter.file;

import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Stage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a script gave as the path of a file.
final class FilePath {

  private FilePath() {}

  /// The path for a stream; throws [dev.pipy.pipeline.CallFailure].
  static String of(Dynamic source, Stage stage) {
    var value = source.get(stage.context());
    if (value instanceof String text && isPath(text)) {
      var folder = stage.host().workingFolder();
      return folder == null || text.equals("-") ? text : folder.resolve(text).toString();
    }
    throw UnusableResult.report(stage, value, "the path of a file");
  }

  private static boolean isPath(@Nullable String text) {
    try {
      return text != null && !text.isEmpty() && !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException invalid) {
      return false;
    }
  }
}
