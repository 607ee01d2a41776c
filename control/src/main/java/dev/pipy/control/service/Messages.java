package dev.pipy.control.service;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.pipy.control.store.RevisionSource;
import dev.pipy.control.store.StoredFile;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.ListenerChange;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.Source;
import dev.pipy.program.Activation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Our values as messages, and back.
final class Messages {

  private Messages() {}

  static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Duration of(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static java.time.Duration of(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  static List<ListenerChange> of(List<Activation.ListenerChange> changes) {
    return changes.stream().map(change -> of(kind(change.kind()), change.address())).toList();
  }

  static ListenerChange of(ListenerChange.Kind kind, String address) {
    return ListenerChange.newBuilder().setKind(kind).setAddress(address).build();
  }

  private static ListenerChange.Kind kind(Activation.ListenerChange.Kind kind) {
    return switch (kind) {
      case OPENED -> ListenerChange.Kind.KIND_OPENED;
      case KEPT -> ListenerChange.Kind.KIND_KEPT;
      case CLOSED -> ListenerChange.Kind.KIND_CLOSED;
    };
  }

  static Revision of(StoredRevision stored, RevisionState state, @Nullable Instant activated) {
    var revision =
        Revision.newBuilder()
            .setProgram(stored.program())
            .setNumber(stored.number())
            .setDigest(stored.digest())
            .setMain(stored.main())
            .setState(state)
            .setMessage(stored.message())
            .setAuthor(stored.author())
            .setSource(of(stored.source()))
            .putAllLabels(stored.labels())
            .setCreateTime(of(stored.created()))
            .setFileCount(stored.files().size())
            .setTotalBytes(stored.totalBytes());
    if (activated != null) {
      revision.setActivateTime(of(activated));
    }
    return revision.build();
  }

  static ManifestEntry of(StoredFile file) {
    return ManifestEntry.newBuilder()
        .setPath(file.path())
        .setSize(file.size())
        .setSha256(file.sha256())
        .build();
  }

  private static Source of(RevisionSource source) {
    return Source.newBuilder()
        .setGitCommit(source.gitCommit())
        .setGitBranch(source.gitBranch())
        .setDirty(source.isDirty())
        .setCiUrl(source.ciUrl())
        .build();
  }

  static RevisionSource of(Source source) {
    return new RevisionSource(
        source.getGitCommit(), source.getGitBranch(), source.getDirty(), source.getCiUrl());
  }
}
