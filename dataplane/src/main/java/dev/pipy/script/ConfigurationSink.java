package dev.pipy.script;

import dev.pipy.codebase.SourceLocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the builder calls of one `pipy()` or one `$=>$...` in the order of the script. Complaints
/// are collected, not thrown, so that one load finds them all.
public interface ConfigurationSink {

  /// A call such as `.listen(8000)` or `.demuxHTTP('request')`.
  ///
  /// @param method the builder method, which the catalogue or the language knows
  /// @param arguments neutral values as [dev.pipy.pipeline.Callback] describes; functions come as
  ///   `ScriptCallback`
  /// @param location of the method's name
  void call(String method, List<@Nullable Object> arguments, SourceLocation location);
}
