package dev.pipy.script;

import com.oracle.js.parser.ErrorManager;
import com.oracle.js.parser.Parser;
import com.oracle.js.parser.ParserException;
import com.oracle.js.parser.ScriptEnvironment;
import com.oracle.js.parser.Source;
import dev.pipy.codebase.SourceLocation;
import org.jspecify.annotations.Nullable;

/// Tells whether a file is JavaScript, without running it: for the files of a codebase that no
/// script loads. What the scripts load is read by [ModuleRewriter]. Any thread.
public final class ScriptSyntax {

  private static final ScriptEnvironment ENVIRONMENT =
      ScriptEnvironment.builder()
          .ecmaScriptVersion(16)
          .allowBigInt(true)
          .annexB(true)
          .classFields(true)
          .privateFieldsIn(true)
          .importAttributes(true)
          .topLevelAwait(true)
          .shebang(true)
          .build();

  /// What is wrong.
  ///
  /// @param message without the place
  public record Fault(String message, SourceLocation at) {}

  private ScriptSyntax() {}

  /// The first fault of a file; null if it is a script or an ES module. It may be meant for a
  /// browser, so names that nothing declares are no fault, nor is sloppy mode.
  public static @Nullable Fault fault(String path, String text) {
    try {
      return firstFault(path, text);
    } catch (StackOverflowError tooDeep) {
      return new Fault("nested too deeply", new SourceLocation(path, 1, 1));
    }
  }

  private static @Nullable Fault firstFault(String path, String text) {
    var asScript = failure(path, text, false);
    if (asScript == null) {
      return null;
    }
    var asModule = failure(path, text, true);
    if (asModule == null) {
      return null;
    }
    // what it is meant to be is what it was understood as for longer
    var last = asModule.getPosition() > asScript.getPosition() ? asModule : asScript;
    return new Fault(
        String.valueOf(last.getRawMessage()),
        new SourceLocation(path, last.getLineNumber(), last.getColumnNumber() + 1));
  }

  private static @Nullable ParserException failure(String path, String text, boolean isModule) {
    try {
      var errors = new ErrorManager.ThrowErrorManager();
      var parser = new Parser(ENVIRONMENT, Source.sourceFor(path, text), errors);
      if (isModule) {
        parser.parseModule(path);
      } else {
        parser.parse();
      }
      return null;
    } catch (ParserException failure) {
      return failure;
    }
  }
}
