package dev.pipy.ctl.command;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.DownloadRevisionRequest;
import dev.pipy.control.v1.DownloadRevisionResponse;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of a revision, each checked against its digest.
record Download(ControlClient client) {

  /// A file.
  ///
  /// @param path as the server says; to be checked before it is used as one
  record Fetched(String path, ByteString bytes) {

    byte[] content() {
      return bytes.toByteArray();
    }
  }

  /// @param paths which ones; empty for all
  List<Fetched> files(RevisionName revision, List<String> paths) {
    DownloadRevisionRequest request =
        DownloadRevisionRequest.newBuilder()
            .setProgram(revision.program())
            .setRevision(revision.revision())
            .addAllPaths(paths)
            .build();
    Assembly assembly = new Assembly();
    client.stream(
        RevisionServiceGrpc::newBlockingStub,
        stub -> stub.downloadRevision(request),
        assembly::take);
    return assembly.files();
  }

  /// Puts chunks together.
  private static final class Assembly {

    private final List<Fetched> files = new ArrayList<>();
    private @Nullable ManifestEntry entry;
    private ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long bytes;

    void take(DownloadRevisionResponse response) {
      switch (response.getContentCase()) {
        case FILE -> {
          finish();
          entry = response.getFile();
          content = new ByteArrayOutputStream();
        }
        case CHUNK -> {
          content.writeBytes(response.getChunk().toByteArray());
          bytes += response.getChunk().size();
          if (bytes > CodebaseFolder.LIMIT_BYTES) {
            throw broken("more than 64 MiB");
          }
        }
        case CONTENT_NOT_SET -> {}
      }
    }

    private void finish() {
      ManifestEntry whole = entry;
      if (whole == null) {
        return;
      }
      if (!Digests.sha256(content.toByteArray()).equals(whole.getSha256())) {
        throw broken(whole.getPath() + " does not have the digest that the server says");
      }
      files.add(new Fetched(whole.getPath(), ByteString.copyFrom(content.toByteArray())));
      entry = null;
    }

    List<Fetched> files() {
      finish();
      return files;
    }

    private static CommandFailure broken(String what) {
      return new CommandFailure(
          Failure.local(ExitCode.REFUSED, "the server sent something wrong: " + what));
    }
  }
}
