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
    var codebase = codebase(request);
    codebase.checkSize(limits);
    var fields =
        new FieldCheck()
            .program(request.getProgram())
            .text("message", request.getMessage())
            .text("author", request.getAuthor())
            .text("source.git_commit", request.getSource().getGitCommit())
            .text("source.git_branch", request.getSource().getGitBranch())
            .text("source.ci_url", request.getSource().getCiUrl())
            .labels(request.getLabelsMap())
            .revision("expected_revision", request.getExpectedRevision())
            .requestId(request.getRequestId())
            .drainTimeout(request.getDrainTimeout());
    checkFiles(fields, codebase, request.getMain(), limits);
    fields.orThrow();
  }

  static void check(ValidateRequest request, CodebaseLimits limits) {
    var codebase = codebase(request);
    codebase.checkSize(limits);
    var fields = new FieldCheck();
    if (!request.getProgram().isEmpty()) {
      fields.program(request.getProgram());
    }
    checkFiles(fields, codebase, request.getMain(), limits);
    fields.orThrow();
  }

  private static void checkFiles(
      FieldCheck fields, CodebaseCheck codebase, String main, CodebaseLimits limits) {
    if (codebase.files().isEmpty() && codebase.manifest().isEmpty()) {
      fields.violation("files", "empty (expected: at least one file)");
    }
    codebase.check(fields, limits);
    if (!main.isEmpty()) {
      var fault = new PathCheck(limits).fault(main);
      if (fault != null) {
        fields.violation("main", fault);
      }
    }
  }

  /// The files of a request.
  static CodebaseCheck codebase(DeployRequest request) {
    return new CodebaseCheck("", request.getFilesList(), request.getManifestList());
  }

  /// The same of one to be looked at.
  static CodebaseCheck codebase(ValidateRequest request) {
    return new CodebaseCheck("", request.getFilesList(), request.getManifestList());
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
  static SortedMap<String, byte[]> files(List<File> given) {
    var files = new TreeMap<String, byte[]>();
    for (File file : given) {
      ByteString content = file.getContent();
      files.put(file.getPath(), content.toByteArray());
    }
    return files;
  }
}
