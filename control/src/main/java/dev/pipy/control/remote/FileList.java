package dev.pipy.control.remote;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.PathCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a server says a folder holds: a JSON array of paths, or text with a path on each line,
/// where lines that are empty or begin with `#` do not count. Paths are relative to the folder; a
/// `/` before them is left out.
final class FileList {

  private FileList() {}

  /// The paths, each checked. Throws IllegalArgumentException with what is wrong.
  static List<String> parse(byte[] content, CodebaseLimits limits) {
    var text = new String(content, StandardCharsets.UTF_8).strip();
    if (text.startsWith("<")) {
      throw new IllegalArgumentException(
          "is a page of HTML (expected: the folder's files, as a JSON array of paths or a path on"
              + " each line)");
    }
    var check = new PathCheck(limits);
    var paths = new ArrayList<String>();
    for (var path : text.startsWith("[") ? ofJson(text) : ofLines(text)) {
      var relative = path.startsWith("/") ? path.substring(1) : path;
      var fault = check.fault(relative);
      if (fault != null) {
        throw new IllegalArgumentException("names a file that cannot be: " + fault);
      }
      paths.add(relative);
      if (paths.size() > limits.files()) {
        throw new IllegalArgumentException("names more than " + limits.files() + " files");
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("names no files");
    }
    return paths;
  }

  private static List<String> ofLines(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private static List<String> ofJson(String text) {
    try {
      var paths = new ArrayList<String>();
      for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
        if (!element.isJsonPrimitive()) {
          throw new IllegalArgumentException("is JSON, but not an array of paths");
        }
        paths.add(element.getAsString());
      }
      return paths;
    } catch (JsonParseException | IllegalStateException malformed) {
      throw new IllegalArgumentException("begins like JSON, but is none", malformed);
    }
  }
}
