package dev.pipy.e2e.support;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A codebase that a test may change.
public record CodebaseFolder(Path path) {

  /// A copy of a codebase of the tutorial, with other ports.
  public static CodebaseFolder copyOfTutorial(String name, Path into, Map<Integer, Integer> ports) {
    CodebaseFolder copy = new CodebaseFolder(into.resolve(name));
    Path original = Repository.tutorial(name);
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        copy.write(original.relativize(file).toString(), withPorts(text, ports));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text with port numbers replaced.
  public static String withPorts(String text, Map<Integer, Integer> ports) {
    String result = text;
    for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
      result = result.replaceAll("\\b" + port.getKey() + "\\b", port.getValue().toString());
    }
    return result;
  }

  /// A codebase of one script.
  public static CodebaseFolder ofScript(Path folder, String script) {
    return new CodebaseFolder(folder).write("main.js", script);
  }

  public CodebaseFolder write(String file, String text) {
    try {
      Path target = path.resolve(file);
      Files.createDirectories(path.resolve(file).resolveSibling(""));
      Files.writeString(target, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces a text that must be there.
  public CodebaseFolder edit(String file, String from, String to) {
    try {
      String text = Files.readString(path.resolve(file));
      if (!text.contains(from)) {
        throw new AssertionError(file + " does not contain: " + from);
      }
      return write(file, text.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All files, as the control API takes them.
  public List<File> files() {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).sorted().map(this::file).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private File file(Path file) {
    try {
      return File.newBuilder()
          .setPath(path.relativize(file).toString())
          .setContent(ByteString.copyFrom(Files.readAllBytes(file)))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
