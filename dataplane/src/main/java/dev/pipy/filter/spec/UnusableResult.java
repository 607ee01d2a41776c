package dev.pipy.filter.spec;

import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A script's function returned what its filter cannot use. Reported like a failure of the function
/// itself, so the stream ends.
public final class UnusableResult {

  private static final Logger LOG = LoggerFactory.getLogger(UnusableResult.class);

  private UnusableResult() {}

  /// Logs the complaint; the caller throws what it gets.
  ///
  /// @param expectation such as "an array"
  public static CallFailure report(Stage stage, @Nullable Object result, String expectation) {
    var complaint = "function returned " + name(result) + " (expected: " + expectation + ")";
    LOG.atError().addKeyValue("location", stage.location()).log(complaint);
    return new CallFailure(complaint);
  }

  private static String name(@Nullable Object result) {
    return switch (result) {
      case null -> "nothing";
      case String _ -> "a string";
      case Number number -> "the number " + number;
      case Boolean flag -> flag.toString();
      case List<?> _ -> "an array";
      case Pending _ -> "a promise";
      case ScriptObject object -> object.describe();
      default -> "a " + result.getClass().getSimpleName();
    };
  }
}
