package dev.pipy.script;

import dev.pipy.codec.hessian.HessianException;
import dev.pipy.codec.hessian.HessianReader;
import dev.pipy.codec.hessian.HessianWriter;
import dev.pipy.event.Bytes;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The script's `Hessian`. Public because the prelude calls it.
public final class HessianFunctions {

  private final TreeFunctions functions;

  HessianFunctions(TreeFunctions functions) {
    this.functions = functions;
  }

  /// The bytes of a value.
  @HostAccess.Export
  public Bytes encode(Value value) {
    return HessianWriter.write(functions.trees().fromScript(value));
  }

  /// An array of all values.
  @HostAccess.Export
  public @Nullable Object decode(Bytes bytes) {
    var trees = functions.exactTrees();
    try {
      return trees.toScript(HessianReader.readAll(bytes));
    } catch (HessianException malformed) {
      throw trees.error("Hessian.decode: " + malformed.getMessage());
    }
  }
}
