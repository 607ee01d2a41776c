package dev.pipy.control.service;

import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.PathCheck;
import dev.pipy.control.store.Digest;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.ManifestEntry;
import java.util.List;

/// What the files of a request must look like, those that came with it and those it refers to.
///
/// @param at where they are in the request, for messages; ends with "." unless it is empty
record CodebaseCheck(String at, List<File> files, List<ManifestEntry> manifest) {

  /// Bytes of all of them.
  long bytes() {
    long bytes = 0;
    for (var entry : manifest) {
      bytes += Math.max(0, Math.min(entry.getSize(), Long.MAX_VALUE / 4096));
    }
    for (var file : files) {
      bytes += file.getContent().size();
    }
    return bytes;
  }

  /// Throws if there is more than may be.
  void checkSize(CodebaseLimits limits) {
    int count = files.size() + manifest.size();
    if (count > limits.files()) {
      throw ControlErrors.tooLarge(at + "files", "files", count, limits.files());
    }
    long inline = 0;
    for (var file : files) {
      checkSize(file.getPath(), file.getContent().size(), limits);
      inline += file.getContent().size();
    }
    for (var entry : manifest) {
      checkSize(entry.getPath(), entry.getSize(), limits);
    }
    if (inline > limits.inlineBytes()) {
      throw ControlErrors.tooLarge(at + "files", "bytes", inline, limits.inlineBytes());
    }
    if (bytes() > limits.totalBytes()) {
      throw ControlErrors.tooLarge(at + "manifest", "bytes", bytes(), limits.totalBytes());
    }
  }

  private static void checkSize(String path, long bytes, CodebaseLimits limits) {
    if (bytes > limits.fileBytes()) {
      throw ControlErrors.tooLarge(FieldCheck.shortened(path), "bytes", bytes, limits.fileBytes());
    }
  }

  /// Collects what is wrong with paths and digests.
  void check(FieldCheck fields, CodebaseLimits limits) {
    var paths = new PathCheck(limits);
    for (int i = 0; i < files.size(); i++) {
      var fault = paths.fault(files.get(i).getPath());
      if (fault != null) {
        fields.violation(at + "files[" + i + "].path", fault);
      }
    }
    for (int i = 0; i < manifest.size(); i++) {
      var entry = manifest.get(i);
      var fault = paths.fault(entry.getPath());
      if (fault != null) {
        fields.violation(at + "manifest[" + i + "].path", fault);
      }
      if (!Digest.isSha256(entry.getSha256())) {
        fields.violation(at + "manifest[" + i + "].sha256", FieldCheck.DIGEST);
      }
      if (entry.getSize() < 0) {
        fields.violation(
            at + "manifest[" + i + "].size", entry.getSize() + " (expected: 0 or more)");
      }
    }
  }
}
