package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.PathCheck;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.File;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.StopRequest;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a request must look like before anything is done about it.
final class RequestChecks {

  private RequestChecks() {}

  static void check(DeployRequest request, CodebaseLimits limits) {
    checkSize(request, limits);
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
    if (request.getFilesCount() == 0) {
      fields.violation("files", "empty (expected: at least one file)");
    }
    var paths = new PathCheck(limits);
    for (int i = 0; i < request.getFilesCount(); i++) {
      var fault = paths.fault(request.getFiles(i).getPath());
      if (fault != null) {
        fields.violation("files[" + i + "].path", fault);
      }
    }
    if (!request.getMain().isEmpty()) {
      var fault = new PathCheck(limits).fault(request.getMain());
      if (fault != null) {
        fields.violation("main", fault);
      }
    }
    fields.orThrow();
  }

  private static void checkSize(DeployRequest request, CodebaseLimits limits) {
    if (request.getFilesCount() > limits.files()) {
      throw ControlErrors.tooLarge("files", "files", request.getFilesCount(), limits.files());
    }
    long total = 0;
    for (var file : request.getFilesList()) {
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
    var files = new TreeMap<String, byte[]>();
    for (File file : request.getFilesList()) {
      ByteString content = file.getContent();
      files.put(file.getPath(), content.toByteArray());
    }
    return files;
  }
}
