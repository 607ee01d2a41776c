package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.PathCheck;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.StopRequest;
import dev.pipy.control.v1.ValidateRequest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a request must look like before anything is done about it.
final class RequestChecks {

  private RequestChecks() {}

  static void check(DeployRequest request, CodebaseLimits limits) {
    checkSize(request.getFilesList(), limits);
    var fields =
        new FieldCheck()
            .program(request.getProgram())
            .text("message", request.getMessage())
            .text("author", request.getAuthor())
            .text("source.git_commit", request.getSource().getGitCommit())
            .text("source.git_branch", request.getSource().getGitBranch())
            .text("source.ci_url", request.getSource().getCiUrl())
            .revision("expected_revision", request.getExpectedRevision())
            .requestId(request.getRequestId())
            .drainTimeout(request.getDrainTimeout());
    checkFiles(fields, request.getFilesList(), request.getMain(), limits);
    fields.orThrow();
  }

  static void check(ValidateRequest request, CodebaseLimits limits) {
    checkSize(request.getFilesList(), limits);
    var fields = new FieldCheck();
    if (!request.getProgram().isEmpty()) {
      fields.program(request.getProgram());
    }
    checkFiles(fields, request.getFilesList(), request.getMain(), limits);
    fields.orThrow();
  }

  private static void checkFiles(
      FieldCheck fields, List<File> files, String main, CodebaseLimits limits) {
    if (files.isEmpty()) {
      fields.violation("files", "empty (expected: at least one file)");
    }
    var paths = new PathCheck(limits);
    for (int i = 0; i < files.size(); i++) {
      var fault = paths.fault(files.get(i).getPath());
      if (fault != null) {
        fields.violation("files[" + i + "].path", fault);
      }
    }
    if (!main.isEmpty()) {
      var fault = new PathCheck(limits).fault(main);
      if (fault != null) {
        fields.violation("main", fault);
      }
    }
  }

  private static void checkSize(List<File> files, CodebaseLimits limits) {
    if (files.size() > limits.files()) {
      throw ControlErrors.tooLarge("files", "files", files.size(), limits.files());
    }
    long total = 0;
    for (var file : files) {
      long bytes = file.getContent().size();
      if (bytes > limits.fileBytes()) {
        throw ControlErrors.tooLarge(file.getPath(), "bytes", bytes, limits.fileBytes());
      }
      total += bytes;
    }
    if (total > limits.totalBytes()) {
      throw ControlErrors.tooLarge("files", "bytes", total, limits.totalBytes());
    }
  }

  static void check(RollbackRequest request) {
    new FieldCheck()
        .program(request.getProgram())
        .text("message", request.getMessage())
        .text("author", request.getAuthor())
        .revision("revision", request.getRevision())
        .revision("expected_revision", request.getExpectedRevision())
        .requestId(request.getRequestId())
        .drainTimeout(request.getDrainTimeout())
        .orThrow();
  }

  static void check(StopRequest request) {
    new FieldCheck()
        .program(request.getProgram())
        .drainTimeout(request.getDrainTimeout())
        .orThrow();
  }

  /// The files of a checked request.
  static SortedMap<String, byte[]> files(DeployRequest request) {
    return files(request.getFilesList());
  }

  /// The files of a checked request.
  static SortedMap<String, byte[]> files(List<File> given) {
    var files = new TreeMap<String, byte[]>();
    for (File file : given) {
      ByteString content = file.getContent();
      files.put(file.getPath(), content.toByteArray());
    }
    return files;
  }
}
