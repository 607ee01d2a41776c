package dev.pipy.control.service;

import com.google.rpc.Code;
import dev.pipy.control.store.BlobRejectedException;
import dev.pipy.control.store.StoreWriteException;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes wrong with revisions and with contents that are sent.
final class RevisionErrors {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int MOST_NAMED = 5;

  private RevisionErrors() {}

  static StatusRuntimeException revisionInUse(String program, long revision, String why) {
    return ControlErrors.error(
        Code.FAILED_PRECONDITION,
        "REVISION_IN_USE",
        program + " r" + revision + " " + why,
        Map.of("program", program, "revision", String.valueOf(revision)));
  }

  static StatusRuntimeException fileNotFound(String program, long revision, String path) {
    return ControlErrors.notFound(
        "FILE_NOT_FOUND",
        "file",
        program + "/" + revision,
        program + " r" + revision + " has no file " + FieldCheck.shortened(path));
  }

  static StatusRuntimeException blobsMissing(List<String> paths) {
    var named = paths.stream().limit(MOST_NAMED).map(FieldCheck::shortened).toList();
    int more = paths.size() - named.size();
    return ControlErrors.error(
        Code.FAILED_PRECONDITION,
        "BLOBS_MISSING",
        "the server does not have the content of "
            + String.join(", ", named)
            + (more == 0 ? "" : " and " + more + " more")
            + "; upload it first",
        Map.of("missing", String.valueOf(paths.size())));
  }

  static StatusRuntimeException tooManyLargeCodebases(int limit) {
    return busy("DEPLOY_LIMIT", limit + " large codebases are worked on already", limit);
  }

  static StatusRuntimeException tooManyUploads(int limit) {
    return busy("UPLOAD_LIMIT", limit + " uploads are under way already", limit);
  }

  static StatusRuntimeException tooManyDownloads(int limit) {
    return busy("DOWNLOAD_LIMIT", limit + " downloads are under way already", limit);
  }

  private static StatusRuntimeException busy(String reason, String message, int limit) {
    return ControlErrors.error(
        Code.RESOURCE_EXHAUSTED,
        reason,
        message,
        Map.of("limit", String.valueOf(limit)),
        ControlErrors.quota(reason, "limit " + limit),
        ControlErrors.retryAfterSeconds(1));
  }

  /// What came until then waits for an upload that goes on from there.
  static StatusRuntimeException uploadTooSlow(String what) {
    return ControlErrors.error(Code.DEADLINE_EXCEEDED, "UPLOAD_TOO_SLOW", what, Map.of());
  }

  static StatusRuntimeException downloadTooSlow(String what) {
    return ControlErrors.error(Code.DEADLINE_EXCEEDED, "DOWNLOAD_TOO_SLOW", what, Map.of());
  }

  static StatusRuntimeException of(BlobRejectedException rejected) {
    var message = String.valueOf(rejected.getMessage());
    return switch (rejected.reason()) {
      case MISMATCH ->
          ControlErrors.error(Code.INVALID_ARGUMENT, "BLOB_MISMATCH", message, Map.of());
      case OFFSET ->
          ControlErrors.error(Code.FAILED_PRECONDITION, "BLOB_OFFSET", message, Map.of());
      case TOO_LARGE -> full("BLOB_TOO_LARGE", message);
      case STAGING_FULL -> full("STAGING_FULL", message);
    };
  }

  static StatusRuntimeException of(StoreWriteException failure) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case STORE_FULL -> full("STORE_FULL", message);
      case DISK_FULL -> {
        LOG.error("{}", message);
        yield full("DISK_FULL", message);
      }
      case UNWRITABLE -> {
        LOG.error("{}", message);
        yield ControlErrors.error(Code.FAILED_PRECONDITION, "STORE_UNWRITABLE", message, Map.of());
      }
    };
  }

  private static StatusRuntimeException full(String reason, String message) {
    return ControlErrors.error(
        Code.RESOURCE_EXHAUSTED, reason, message, Map.of(), ControlErrors.quota(reason, message));
  }
}
