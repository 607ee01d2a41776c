package dev.pipy.control.config;

import dev.pipy.filter.spec.Spelling;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// Reads a configuration file: YAML, of which JSON is a part, with one mapping of names to values
/// or lists of values. Of each value its place is kept, so that what is wrong with it can be shown.
public final class ConfigFile {

  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final Set<String> keys;
  private final ValueText values;
  private final List<ConfigEntry> entries = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();

  private ConfigFile(Path file, Set<String> keys, UnaryOperator<String> variables) {
    this.file = file;
    this.keys = keys;
    this.values = new ValueText(file, variables);
  }

  /// All values, in the order of the file. Throws ConfigException with all that is wrong.
  ///
  /// @param keys that may occur
  /// @param variables gives the value of an environment variable; empty if it is not set
  public static List<ConfigEntry> read(Path file, Set<String> keys, UnaryOperator<String> variables)
      throws ConfigException {
    var reading = new ConfigFile(file, keys, variables);
    reading.parse().ifPresent(reading::readTop);
    if (!reading.findings.isEmpty()) {
      throw new ConfigException(reading.findings);
    }
    return reading.entries;
  }

  private Optional<Node> parse() throws ConfigException {
    var settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setCodePointLimit(LARGEST)
            .setLabel(file.toString())
            .build();
    try {
      if (Files.size(file) > LARGEST) {
        throw failure(file + ": larger than 1 MiB");
      }
      return new Compose(settings).composeString(Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw failure(file + ": no such file");
    } catch (CharacterCodingException binary) {
      throw failure(file + ": not text in UTF-8");
    } catch (IOException unreadable) {
      throw failure(file + ": cannot be read: " + unreadable.getMessage());
    } catch (MarkedYamlEngineException malformed) {
      throw failure(place(malformed.getProblemMark()) + ": " + malformed.getProblem());
    } catch (YamlEngineException malformed) {
      throw failure(file + ": " + malformed.getMessage());
    }
  }

  private static ConfigException failure(String finding) {
    return new ConfigException(List.of(finding));
  }

  private String place(Optional<Mark> mark) {
    return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        .orElse(file.toString());
  }

  private void readTop(Node top) {
    if (!(top instanceof MappingNode mapping)) {
      if (!(top instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
        findings.add(place(top.getStartMark()) + ": expected: lines such as log-level: info");
      }
      return;
    }
    Map<String, String> seen = new HashMap<>(); // place by key
    for (var pair : mapping.getValue()) {
      var place = place(pair.getKeyNode().getStartMark());
      if (!(pair.getKeyNode() instanceof ScalarNode name)) {
        findings.add(place + ": expected: a name such as log-level");
        continue;
      }
      var key = name.getValue();
      var before = seen.putIfAbsent(key, place);
      if (!keys.contains(key)) {
        findings.add(place + ": unknown key: " + key + suggestion(key));
      } else if (before != null) {
        findings.add(place + ": " + key + ": is there twice, first at " + before);
      } else {
        readValue(key, pair.getValueNode(), true);
      }
    }
  }

  private String suggestion(String key) {
    var similar = Spelling.closest(key.replace('_', '-'), keys.stream().sorted().toList());
    return similar.isEmpty() ? "" : "; did you mean " + similar.getFirst() + "?";
  }

  private void readValue(String key, Node node, boolean maybeList) {
    var place = place(node.getStartMark());
    switch (node) {
      case ScalarNode scalar -> readScalar(key, scalar, place);
      case SequenceNode list when maybeList ->
          list.getValue().forEach(element -> readValue(key, element, false));
      default ->
          findings.add(
              place + ": " + key + ": expected: " + (maybeList ? "a value or a list" : "a value"));
    }
  }

  private void readScalar(String key, ScalarNode scalar, String place) {
    try {
      var value = values.of(scalar.getValue());
      entries.add(new ConfigEntry(key, value.text(), value.shown(), place));
    } catch (ValueText.Unresolved failure) {
      findings.add(place + ": " + key + ": " + failure.getMessage());
    }
  }
}
