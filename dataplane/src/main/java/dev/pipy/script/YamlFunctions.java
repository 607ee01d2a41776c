package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// The script's `YAML`: YAML 1.2 with the types of its core schema. Aliases share objects; no more
/// than 50 of them may stand for collections, and a text may have 16 million characters. Public
/// because the prelude calls it.
public final class YamlFunctions {

  private static final int LONGEST = 16_000_000;
  private static final int MOST_ALIASES = 50;

  private final TreeFunctions functions;

  YamlFunctions(TreeFunctions functions) {
    this.functions = functions;
  }

  private static LoadSettings reading(boolean onlyStrings) {
    return LoadSettings.builder()
        .setSchema(onlyStrings ? new FailsafeSchema() : new CoreSchema())
        .setCodePointLimit(LONGEST)
        .setMaxAliasesForCollections(MOST_ALIASES)
        .setLabel("YAML")
        .build();
  }

  /// The value of the last document.
  ///
  /// @param onlyStrings whether scalars stay text
  @HostAccess.Export
  public @Nullable Object parse(String text, boolean onlyStrings) {
    var trees = functions.trees();
    try {
      Object last = null;
      for (var document : new Load(reading(onlyStrings)).loadAllFromString(text)) {
        last = document;
      }
      return trees.toScript(last);
    } catch (MarkedYamlEngineException malformed) {
      var mark = malformed.getProblemMark();
      var where =
          mark.map(at -> "line " + (at.getLine() + 1) + " column " + (at.getColumn() + 1) + ": ")
              .orElse("");
      throw trees.error("YAML " + where + malformed.getProblem());
    } catch (YamlEngineException malformed) {
      throw trees.error("YAML: " + malformed.getMessage());
    }
  }

  /// The text of a value.
  @HostAccess.Export
  public String stringify(Value value) {
    var writing =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .build();
    return new Dump(writing).dumpToString(plain(functions.trees().fromScript(value)));
  }

  /// In the types that the library knows.
  private static @Nullable Object plain(@Nullable Object tree) {
    return switch (tree) {
      case Bytes bytes -> bytes.toArray();
      case Instant date -> date.toString();
      case List<?> list -> list.stream().map(YamlFunctions::plain).toList();
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<Object, @Nullable Object>();
        map.forEach((name, member) -> members.put(name, plain(member)));
        yield members;
      }
      case null, default -> tree;
    };
  }
}
