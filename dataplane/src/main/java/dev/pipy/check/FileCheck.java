package dev.pipy.check;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.Diagnostic.Severity;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.script.ScriptSyntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks all files of a codebase by themselves. Of a folder on disk only the first 2000 files,
/// those of 3 MiB at most, and none below hidden folders, as a deploy would have it.
public final class FileCheck {

  private static final int MOST_FILES = 2000;
  private static final long LARGEST = 3L << 20;

  /// Settings of editors, which are JSON with comments.
  private static final Pattern WITH_COMMENTS = Pattern.compile(".*/[jt]sconfig[^/]*\\.json");

  private final Codebase codebase;
  private final Predicate<String> wasRead;
  private final List<Diagnostic> findings = new ArrayList<>();

  private FileCheck(Codebase codebase, Predicate<String> wasRead) {
    this.codebase = codebase;
    this.wasRead = wasRead;
  }

  /// All findings. What a script read while it was loaded and cannot make sense of is an error,
  /// what nobody has read so far a warning; scripts that were loaded are left out, since loading
  /// them found what is wrong.
  ///
  /// @param wasRead whether a file was read while the codebase was loaded
  public static List<Diagnostic> of(Codebase codebase, Predicate<String> wasRead) {
    var check = new FileCheck(codebase, wasRead);
    files(codebase).forEach(check::check);
    return check.findings;
  }

  /// The files that are looked at.
  public static List<String> files(Codebase codebase) {
    var folder = codebase.folder();
    if (folder == null) {
      return List.copyOf(codebase.files());
    }
    var files = new TreeSet<String>();
    try {
      Files.walkFileTree(folder, new Walk(folder, files));
    } catch (IOException expected) {
      return List.copyOf(files); // what is needed was found by itself
    }
    return List.copyOf(files);
  }

  /// Collects the paths of files until there are enough; passes over what cannot be read.
  private static final class Walk extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Set<String> files;

    Walk(Path root, Set<String> files) {
      this.root = root;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      var name = String.valueOf(folder.getFileName());
      return !folder.equals(root) && (name.startsWith(".") || name.equals("node_modules"))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !String.valueOf(file.getFileName()).startsWith(".")) {
        files.add("/" + root.relativize(file).toString().replace('\\', '/'));
      }
      return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }

  private void check(String path) {
    if (path.endsWith(".js") || path.endsWith(".mjs")) {
      if (!wasRead.test(path)) {
        script(path);
      }
    } else if (path.endsWith(".json") && !WITH_COMMENTS.matcher(path).matches()) {
      json(path);
    } else if (path.endsWith(".yaml") || path.endsWith(".yml")) {
      yaml(path);
    }
  }

  private void script(String path) {
    var text = text(path);
    var fault = text == null ? null : ScriptSyntax.fault(path, text);
    if (fault != null) {
      found(Severity.WARNING, DiagnosticId.SYNTAX_ERROR, fault.message(), fault.at());
    }
  }

  private void json(String path) {
    var text = text(path);
    var fault = text == null ? null : JsonSyntax.fault(text);
    if (text != null && fault != null) {
      found(
          severity(path),
          DiagnosticId.MALFORMED_DATA,
          "not JSON: " + fault.message(),
          SourceLocation.of(path, text, fault.offset()));
    }
  }

  private void yaml(String path) {
    var text = text(path);
    var fault = text == null ? null : YamlSyntax.fault(path, text);
    if (fault != null) {
      found(
          severity(path), DiagnosticId.MALFORMED_DATA, "not YAML: " + fault.message(), fault.at());
    }
  }

  private Severity severity(String path) {
    return wasRead.test(path) ? Severity.ERROR : Severity.WARNING;
  }

  private void found(Severity severity, DiagnosticId id, String message, SourceLocation at) {
    findings.add(Diagnostic.error(id, message, at, codebase).as(severity));
  }

  private @Nullable String text(String path) {
    var folder = codebase.folder();
    try {
      if (folder != null && Files.size(folder.resolve(path.substring(1))) > LARGEST) {
        return null;
      }
    } catch (IOException gone) {
      return null;
    }
    var content = codebase.read(path);
    return content == null ? null : new String(content, StandardCharsets.UTF_8);
  }
}
