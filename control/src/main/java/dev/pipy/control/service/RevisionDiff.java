package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.control.codebase.CodebaseLimits;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.diff.TextDiff;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.Digest;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredFile;
import dev.pipy.control.v1.Codebase;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DiffRevisionsResponse;
import dev.pipy.control.v1.FileDiff;
import dev.pipy.program.Activation;
import dev.pipy.program.GraphDifference;
import dev.pipy.program.ProgramGraph;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What changes between two codebases. Only files whose digests differ are read, two at a time.
final class RevisionDiff {

  private static final int MOST_FILE_BYTES = 512 << 10;

  /// With the names of 4000 files it fits into a message of 4 MiB.
  private static final int MOST_BYTES = 2 << 20;

  /// Enough for anything that people write.
  private static final Duration MOST_TIME = Duration.ofSeconds(5);

  private static final Duration NO_DRAIN = Duration.ZERO;

  private final ProgramHost host;
  private final RevisionStore store;
  private final CodebaseLimits limits;
  private final Object loading = new Object();

  /// A codebase to compare.
  ///
  /// @param revision 0 if it is none
  /// @param files by path
  /// @param main empty if it cannot be told
  /// @param inline contents by digest that are not in the store
  private record Side(
      long revision, Map<String, StoredFile> files, String main, Map<String, byte[]> inline) {

    static final Side NOTHING = new Side(0, Map.of(), "", Map.of());
  }

  RevisionDiff(ProgramHost host, RevisionStore store, CodebaseLimits limits) {
    this.host = host;
    this.store = store;
    this.limits = limits;
  }

  DiffRevisionsResponse answer(DiffRevisionsRequest request) throws StoreException {
    check(request);
    boolean isCodebase = request.getToCase() == DiffRevisionsRequest.ToCase.CODEBASE;
    var from = before(request, isCodebase);
    var to =
        isCodebase
            ? codebase(request.getCodebase())
            : revision(request.getProgram(), request.getRevision());
    var response =
        DiffRevisionsResponse.newBuilder()
            .setFromRevision(from.revision())
            .setToRevision(to.revision())
            .setFromMain(from.main())
            .setToMain(to.main());
    var paths = new TreeSet<>(from.files().keySet());
    paths.addAll(to.files().keySet());
    var room = new Room(request.getSummaryOnly());
    for (var path : paths) {
      var before = from.files().get(path);
      var after = to.files().get(path);
      if (before != null && after != null && before.sha256().equals(after.sha256())) {
        continue;
      }
      response.addFiles(compare(path, content(from, before), content(to, after), room));
    }
    response.setTruncated(room.isOver);
    if (request.getGraph()) {
      compareGraphs(request.getProgram(), from, to, response);
    }
    return response.build();
  }

  /// One at a time: loading a codebase takes memory on every worker.
  private void compareGraphs(
      String program, Side from, Side to, DiffRevisionsResponse.Builder response)
      throws StoreException {
    try {
      synchronized (loading) {
        response.addAllGraphChanges(
            GraphDifference.between(graph(program, from), graph(program, to)));
      }
    } catch (CodebaseException failure) {
      response.setGraphProblem(
          failure.diagnostics().stream()
              .findFirst()
              .map(Diagnostic::message)
              .orElse("cannot load"));
    }
  }

  private ProgramGraph graph(String program, Side side) throws CodebaseException, StoreException {
    if (side.files().isEmpty()) {
      return ProgramGraph.EMPTY;
    }
    var files = new TreeMap<String, byte[]>();
    for (var file : side.files().values()) {
      var content = content(side, file);
      files.put(file.path(), content == null ? new byte[0] : content);
    }
    var main = side.main().isEmpty() ? MainScript.choose(files.keySet(), "") : side.main();
    return host.graph(
        new Activation(program, side.revision(), new FileMapCodebase(files), "/" + main, NO_DRAIN));
  }

  private void check(DiffRevisionsRequest request) {
    var fields =
        new FieldCheck()
            .program(request.getProgram())
            .revision("from", request.getFrom())
            .revision("revision", request.getRevision());
    if (request.hasCodebase()) {
      var codebase = check(request.getCodebase());
      codebase.checkSize(limits);
      codebase.check(fields, limits);
    }
    fields.orThrow();
  }

  private static CodebaseCheck check(Codebase codebase) {
    return new CodebaseCheck("codebase.", codebase.getFilesList(), codebase.getManifestList());
  }

  /// A folder may be compared with a program that is not there yet.
  private Side before(DiffRevisionsRequest request, boolean isCodebase) {
    var program = store.program(request.getProgram());
    boolean isNothing =
        isCodebase
            && request.getFrom() == 0
            && program.map(stored -> stored.active() == 0).orElse(true);
    return isNothing ? Side.NOTHING : revision(request.getProgram(), request.getFrom());
  }

  private Side revision(String name, long number) {
    var program = store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
    long wanted = number == 0 ? program.active() : number;
    if (wanted == 0) {
      throw ControlErrors.noActiveRevision(name);
    }
    var revision =
        store
            .revision(name, wanted)
            .orElseThrow(() -> ControlErrors.revisionNotFound(name, wanted));
    var files = new TreeMap<String, StoredFile>();
    revision.files().forEach(file -> files.put(file.path(), file));
    return new Side(wanted, files, revision.main(), Map.of());
  }

  private Side codebase(Codebase codebase) {
    var files = new TreeMap<String, StoredFile>();
    var inline = new HashMap<String, byte[]>();
    for (var file : codebase.getFilesList()) {
      var content = file.getContent().toByteArray();
      var sha256 = Digest.sha256(content);
      files.put(file.getPath(), new StoredFile(file.getPath(), content.length, sha256));
      inline.put(sha256, content);
    }
    for (var entry : codebase.getManifestList()) {
      files.put(
          entry.getPath(), new StoredFile(entry.getPath(), entry.getSize(), entry.getSha256()));
    }
    return new Side(0, files, main(files), inline);
  }

  private static String main(Map<String, StoredFile> files) {
    try {
      return MainScript.choose(files.keySet(), "");
    } catch (CodebaseException expected) {
      return ""; // who deploys it has to say
    }
  }

  private byte @Nullable [] content(Side side, @Nullable StoredFile file) throws StoreException {
    if (file == null) {
      return null;
    }
    var inline = side.inline().get(file.sha256());
    if (inline != null) {
      return inline;
    }
    if (side.revision() != 0) {
      return store.content(file);
    }
    var blob = store.blob(file.sha256());
    if (blob == null) {
      throw RevisionErrors.blobsMissing(List.of(file.path()));
    }
    return blob;
  }

  private static FileDiff compare(
      String path, byte @Nullable [] before, byte @Nullable [] after, Room room) {
    var from = orEmpty(before);
    var to = orEmpty(after);
    var file =
        FileDiff.newBuilder()
            .setPath(path)
            .setKind(
                before == null
                    ? FileDiff.Kind.KIND_ADDED
                    : after == null ? FileDiff.Kind.KIND_REMOVED : FileDiff.Kind.KIND_CHANGED)
            .setFromSize(from.length)
            .setToSize(to.length);
    room.compare(from, to, file);
    return file.build();
  }

  /// What is left of the time and the length that an answer may have.
  private static final class Room {

    private final boolean isSummary;
    private final long end = System.nanoTime() + MOST_TIME.toNanos();
    private int bytes = MOST_BYTES;
    private boolean isOver;

    Room(boolean isSummary) {
      this.isSummary = isSummary;
    }

    void compare(byte[] from, byte[] to, FileDiff.Builder file) {
      isOver |= System.nanoTime() - end > 0;
      if (isOver || Math.max(from.length, to.length) > MOST_FILE_BYTES) {
        file.setTruncated(true);
        return;
      }
      var diff = TextDiff.of(from, to);
      file.setBinary(diff.isBinary()).setAddedLines(diff.added()).setRemovedLines(diff.removed());
      if (isSummary) {
        return;
      }
      var hunks = ByteString.copyFromUtf8(diff.hunks());
      isOver |= hunks.size() > bytes;
      if (isOver) {
        file.setTruncated(true);
        return;
      }
      bytes -= hunks.size();
      file.setHunksBytes(hunks);
    }
  }

  private static byte[] orEmpty(byte @Nullable [] content) {
    return content == null ? new byte[0] : content;
  }
}
