package dev.pipy.script;

import dev.pipy.codec.resp.RespException;
import dev.pipy.codec.resp.RespReader;
import dev.pipy.codec.resp.RespWriter;
import dev.pipy.event.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// The script's `RESP`. Public because the prelude calls it.
public final class RespFunctions {

  private final TreeFunctions functions;

  RespFunctions(TreeFunctions functions) {
    this.functions = functions;
  }

  /// The bytes of a value.
  @HostAccess.Export
  public Bytes encode(Value value) {
    var trees = functions.exactTrees();
    var tree = trees.fromScript(value);
    try {
      var buffer = RespWriter.write(tree);
      try {
        return Bytes.copyOf(buffer);
      } finally {
        buffer.release();
      }
    } catch (RespException unsayable) {
      throw trees.error("RESP.encode: " + unsayable.getMessage());
    }
  }

  /// An array of all values that are complete.
  @HostAccess.Export
  public @Nullable Object decode(Bytes bytes) {
    var trees = functions.exactTrees();
    var found = new Found();
    var reader = new RespReader(Long.MAX_VALUE, found);
    reader.read(bytes.toBuffer());
    if (found.complaint != null) {
      throw trees.error("RESP.decode: " + found.complaint);
    }
    return trees.toScript(found.values);
  }

  private static final class Found implements RespReader.Sink {

    private final List<@Nullable Object> values = new ArrayList<>();
    private @Nullable String complaint;

    @Override
    public void value(@Nullable Object value, long size) {
      values.add(value);
    }

    @Override
    public void malformed() {
      complaint = "value %d is malformed".formatted(values.size() + 1);
    }

    @Override
    public void tooLarge() {
      complaint =
          ("value %d is too large (expected: lines of %d bytes at most, arrays of %d elements at"
                  + " most, nested %d levels at most)")
              .formatted(
                  values.size() + 1,
                  RespReader.LONGEST_LINE,
                  RespReader.MOST_ELEMENTS,
                  RespReader.DEEPEST);
    }
  }
}
