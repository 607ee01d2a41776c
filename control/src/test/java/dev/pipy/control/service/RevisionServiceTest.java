package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.pipy.control.store.Digest;
import dev.pipy.control.v1.Codebase;
import dev.pipy.control.v1.DeleteRevisionRequest;
import dev.pipy.control.v1.DeployPhase;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployWithProgressRequest;
import dev.pipy.control.v1.DeployWithProgressResponse;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DownloadRevisionRequest;
import dev.pipy.control.v1.DownloadRevisionResponse;
import dev.pipy.control.v1.FileDiff;
import dev.pipy.control.v1.FindMissingBlobsRequest;
import dev.pipy.control.v1.GetRevisionRequest;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.MissingBlob;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.ValidateRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RevisionServiceTest extends ServiceTest {

  private static GetRevisionRequest get(long number) {
    return GetRevisionRequest.newBuilder().setProgram("a").setRevision(number).build();
  }

  private List<MissingBlob> missing(String... contents) {
    return revisions
        .findMissingBlobs(
            FindMissingBlobsRequest.newBuilder()
                .addAllSha256(UploadedBlobs.digests(contents))
                .build())
        .getMissingList();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void shows_a_revision_with_its_files_and_labels() {
    deployments.deploy(
        deploy("1").addFiles(file("lib/x.js", "xyz")).putLabels("team", "edge").build());

    var answer = revisions.getRevision(get(0));

    assertThat(answer.getRevision().getNumber()).isEqualTo(1);
    assertThat(answer.getRevision().getLabelsMap()).isEqualTo(Map.of("team", "edge"));
    assertThat(answer.getFilesList())
        .containsExactly(
            UploadedBlobs.entry("lib/x.js", "xyz").build(),
            UploadedBlobs.entry("main.js", "1").build());
    assertThat(revisions.getRevision(get(1))).isEqualTo(answer);
  }

  @Test
  void does_not_find_what_is_not_there() {
    failure(Code.NOT_FOUND, "PROGRAM_NOT_FOUND", () -> revisions.getRevision(get(0)));
    deployments.deploy(deploy("1").build());
    failure(Code.NOT_FOUND, "REVISION_NOT_FOUND", () -> revisions.getRevision(get(2)));
    failure(
        Code.NOT_FOUND,
        "FILE_NOT_FOUND",
        () -> downloaded(DownloadRevisionRequest.newBuilder().setProgram("a").addPaths("x")));
    failure(Code.INVALID_ARGUMENT, "FIELD_INVALID", () -> revisions.getRevision(get(-1)));
  }

  private List<DownloadRevisionResponse> downloaded(DownloadRevisionRequest.Builder request) {
    var messages = new ArrayList<DownloadRevisionResponse>();
    revisions.downloadRevision(request.build()).forEachRemaining(messages::add);
    return messages;
  }

  @Test
  void downloads_files_in_chunks() {
    var large = "x".repeat(600_000);
    deployments.deploy(deploy("1").addFiles(file("a.txt", large)).addFiles(file("e", "")).build());

    var messages = downloaded(DownloadRevisionRequest.newBuilder().setProgram("a"));

    assertThat(messages.stream().filter(DownloadRevisionResponse::hasFile))
        .extracting(message -> message.getFile().getPath())
        .containsExactly("a.txt", "e", "main.js");
    assertThat(messages)
        .allSatisfy(
            message -> assertThat(message.getChunk().size()).isLessThanOrEqualTo(256 << 10));
    assertThat(
            messages.stream().map(m -> m.getChunk().toStringUtf8()).collect(Collectors.joining()))
        .isEqualTo(large + "1");
    assertThat(downloaded(DownloadRevisionRequest.newBuilder().setProgram("a").addPaths("main.js")))
        .hasSize(2);
  }

  @Test
  void tells_a_damaged_file_instead_of_sending_it() throws Exception {
    deployments.deploy(deploy("1").build());
    var sha256 = Digest.sha256(UploadedBlobs.bytes("1"));
    Files.writeString(
        folder
            .resolve("store/blobs/sha256")
            .resolve(sha256.substring(0, 2))
            .resolve(sha256.substring(2)),
        "2");

    failure(
        Code.DATA_LOSS,
        "STORE_DAMAGED",
        () -> downloaded(DownloadRevisionRequest.newBuilder().setProgram("a")));
  }

  private void delete(long number) {
    revisions.deleteRevision(
        DeleteRevisionRequest.newBuilder().setProgram("a").setRevision(number).build());
  }

  @Test
  void deletes_a_revision_that_nothing_needs() {
    for (var text : List.of("1", "2", "3")) {
      deployments.deploy(deploy(text).build());
    }

    delete(1);

    failure(Code.NOT_FOUND, "REVISION_NOT_FOUND", () -> revisions.getRevision(get(1)));
    assertThat(revisions.getRevision(get(2)).getFilesCount()).isEqualTo(1);
  }

  @Test
  void keeps_the_active_revision_and_the_one_before() {
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("2").build());

    for (long number : new long[] {1, 2}) {
      failure(
          Code.FAILED_PRECONDITION,
          "REVISION_IN_USE",
          () -> {
            delete(number);
            return number;
          });
    }
  }

  @Test
  void deploys_what_was_uploaded_before() {
    var large = "x".repeat(300_000);
    assertThat(missing("main", large)).hasSize(2);
    var uploaded = UploadedBlobs.all(sendingRevisions, "main");
    new UploadedBlobs(sendingRevisions)
        .start(large)
        .chunk(large.substring(0, 200_000))
        .chunk(large.substring(200_000))
        .finish();
    assertThat(uploaded.getBlobs()).isEqualTo(1);
    assertThat(uploaded.getBytes()).isEqualTo(4);
    assertThat(missing("main", large)).isEmpty();

    var answer =
        deployments.deploy(
            DeployRequest.newBuilder()
                .setProgram("a")
                .addManifest(UploadedBlobs.entry("main.js", "main"))
                .addManifest(UploadedBlobs.entry("data/large.txt", large))
                .addFiles(file("small.txt", "small"))
                .build());

    assertThat(answer.getRevision().getFileCount()).isEqualTo(3);
    var running = Objects.requireNonNull(host.running("a"));
    assertThat(running.codebase().read("/data/large.txt")).isEqualTo(UploadedBlobs.bytes(large));
    assertThat(running.codebase().read("/small.txt")).isEqualTo(UploadedBlobs.bytes("small"));
    assertThat(store.staging().bytes()).isZero();
    assertThat(missing("main", large, "small")).isEmpty(); // the revision has them
  }

  @Test
  void validates_what_was_uploaded_before() {
    var large = "x".repeat(200_000);
    var request =
        ValidateRequest.newBuilder()
            .addManifest(UploadedBlobs.entry("main.js", "SYNTAX_ERROR"))
            .addManifest(UploadedBlobs.entry("large.txt", large))
            .build();
    failure(Code.FAILED_PRECONDITION, "BLOBS_MISSING", () -> deployments.validate(request));
    UploadedBlobs.all(sendingRevisions, "SYNTAX_ERROR", large);

    var answer = deployments.validate(request);

    assertThat(answer.getValid()).isFalse();
    assertThat(answer.getFileCount()).isEqualTo(2);
    assertThat(answer.getDiagnostics(0).getId()).isEqualTo("PIPY1001");
    assertThat(store.programs()).isEmpty();
  }

  @Test
  void keeps_uploads_for_another_try_when_a_codebase_is_refused() {
    UploadedBlobs.all(sendingRevisions, "SYNTAX_ERROR");
    var request =
        DeployRequest.newBuilder()
            .setProgram("a")
            .addManifest(UploadedBlobs.entry("main.js", "SYNTAX_ERROR"));

    failure(Code.INVALID_ARGUMENT, "CODEBASE_INVALID", () -> deployments.deploy(request.build()));

    assertThat(missing("SYNTAX_ERROR")).isEmpty();
  }

  @Test
  void says_what_was_not_uploaded() {
    var failure =
        failure(
            Code.FAILED_PRECONDITION,
            "BLOBS_MISSING",
            () ->
                deployments.deploy(
                    DeployRequest.newBuilder()
                        .setProgram("a")
                        .addManifest(UploadedBlobs.entry("main.js", "nobody sent this"))
                        .build()));

    assertThat(failure.getStatus().getDescription()).contains("main.js");
  }

  @Test
  void refuses_a_manifest_that_is_not_true() {
    UploadedBlobs.all(sendingRevisions, "main");
    var entry = UploadedBlobs.entry("main.js", "main");
    Function<ManifestEntry.Builder, StatusRuntimeException> refused =
        wrong ->
            failure(
                Code.INVALID_ARGUMENT,
                "FIELD_INVALID",
                () ->
                    deployments.deploy(
                        DeployRequest.newBuilder()
                            .setProgram("a")
                            .addFiles(file("x.js", ""))
                            .addManifest(wrong)
                            .build()));

    assertThat(refused.apply(entry.clone().setSize(5))).isNotNull();
    assertThat(refused.apply(entry.clone().setSize(-1))).isNotNull();
    assertThat(refused.apply(entry.clone().setSha256("../../etc/passwd"))).isNotNull();
    assertThat(refused.apply(entry.clone().setPath("../main.js"))).isNotNull();
    var twice = refused.apply(entry.clone().setPath("X.js"));

    assertThat(detail(twice, BadRequest.class).getFieldViolations(0).getDescription())
        .contains("differ by case only");
    failure(
        Code.RESOURCE_EXHAUSTED,
        "CODEBASE_TOO_LARGE",
        () ->
            deployments.deploy(
                deploy("1").addManifest(entry.clone().setPath("y").setSize(17 << 20)).build()));
  }

  private long sizeOnDisk() {
    var files = folder.resolve("store/staged").toFile().listFiles();
    return files == null ? 0 : Arrays.stream(files).mapToLong(File::length).sum();
  }

  @Test
  void goes_on_with_a_broken_upload() {
    var text = "0123456789";
    var broken = new UploadedBlobs(sendingRevisions);
    broken.start(text).chunk("0123");
    await(() -> sizeOnDisk() == 4);
    broken.breakOff();
    await(() -> missing(text).getFirst().getReceivedBytes() == 4);

    new UploadedBlobs(sendingRevisions)
        .start(Digest.sha256(UploadedBlobs.bytes(text)), 10, 4)
        .chunk("456789")
        .finish();

    assertThat(missing(text)).isEmpty();
  }

  @Test
  void ends_an_upload_that_says_nothing() {
    var silent = new UploadedBlobs(sendingRevisions);
    silent.start("abc").chunk("a");

    failure(Code.DEADLINE_EXCEEDED, "UPLOAD_TOO_SLOW", silent::await);

    assertThat(missing("abc").getFirst().getReceivedBytes()).isEqualTo(1);
  }

  @Test
  void takes_so_many_uploads_at_a_time() {
    var first = new UploadedBlobs(sendingRevisions).start("1");
    var second = new UploadedBlobs(sendingRevisions).start("2");
    await(() -> store.staging().bytes() == 2);

    failure(
        Code.RESOURCE_EXHAUSTED, "UPLOAD_LIMIT", () -> UploadedBlobs.all(sendingRevisions, "3"));
    first.chunk("1").finish();
    assertThat(UploadedBlobs.all(sendingRevisions, "3").getBlobs()).isEqualTo(1);
    second.breakOff();
  }

  @Test
  void refuses_an_upload_that_makes_no_sense() {
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> new UploadedBlobs(sendingRevisions).chunk("x").finish());
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> new UploadedBlobs(sendingRevisions).start("no digest", 1, 0).finish());
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () ->
            new UploadedBlobs(sendingRevisions)
                .send(UploadBlobsRequest.getDefaultInstance())
                .finish());
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () ->
            new UploadedBlobs(sendingRevisions)
                .start("x")
                .chunk(ByteString.copyFrom(new byte[(256 << 10) + 1]))
                .finish());
    failure(
        Code.INVALID_ARGUMENT,
        "BLOB_MISMATCH",
        () -> new UploadedBlobs(sendingRevisions).start("abc").chunk("abd").finish());
    failure(
        Code.INVALID_ARGUMENT,
        "BLOB_MISMATCH",
        () -> new UploadedBlobs(sendingRevisions).start("abc").finish());
    failure(
        Code.FAILED_PRECONDITION,
        "BLOB_OFFSET",
        () -> new UploadedBlobs(sendingRevisions).start(Digest.sha256(new byte[2]), 2, 1).finish());
    failure(
        Code.RESOURCE_EXHAUSTED,
        "BLOB_TOO_LARGE",
        () ->
            new UploadedBlobs(sendingRevisions)
                .start(Digest.sha256(new byte[2]), 17 << 20, 0)
                .finish());
    assertThat(store.staging().bytes()).isZero();
  }

  private static DiffRevisionsRequest.Builder diff() {
    return DiffRevisionsRequest.newBuilder().setProgram("a");
  }

  @Test
  void says_what_changes_in_the_graph() {
    deployments.deploy(deploy("one").build());
    deployments.deploy(deploy("two").build());

    var answer = revisions.diffRevisions(diff().setFrom(1).setRevision(2).setGraph(true).build());

    assertThat(answer.getGraphProblem()).isEmpty();
    assertThat(answer.getGraphChangesList())
        .anyMatch(change -> change.contains("gains filter loaded2"))
        .anyMatch(change -> change.contains("loses filter loaded1"));
  }

  @Test
  void says_why_graphs_cannot_be_compared() {
    deployments.deploy(deploy("one").build());
    var broken = Codebase.newBuilder().addFiles(file("main.js", "SYNTAX_ERROR"));

    var answer = revisions.diffRevisions(diff().setCodebase(broken).setGraph(true).build());

    assertThat(answer.getGraphProblem()).isEqualTo("is wrong");
    assertThat(answer.getFilesCount()).isEqualTo(1);
  }

  @Test
  void compares_two_revisions() {
    deployments.deploy(deploy("a\nb\n").addFiles(file("gone", "x")).build());
    deployments.deploy(
        deploy("a\nc\n").addFiles(file("new", "y\n")).addFiles(file("bin", "\0")).build());

    var answer = revisions.diffRevisions(diff().setFrom(1).setRevision(2).build());

    assertThat(answer.getFromRevision()).isEqualTo(1);
    assertThat(answer.getToRevision()).isEqualTo(2);
    assertThat(answer.getFilesList())
        .extracting(FileDiff::getPath)
        .containsExactly("bin", "gone", "main.js", "new");
    assertThat(answer.getFilesList())
        .extracting(FileDiff::getKind)
        .containsExactly(
            FileDiff.Kind.KIND_ADDED,
            FileDiff.Kind.KIND_REMOVED,
            FileDiff.Kind.KIND_CHANGED,
            FileDiff.Kind.KIND_ADDED);
    assertThat(answer.getFiles(0).getBinary()).isTrue();
    assertThat(answer.getFiles(2).getHunks()).isEqualTo("@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
    assertThat(
            revisions
                .diffRevisions(diff().setFrom(1).setRevision(2).setSummaryOnly(true).build())
                .getFilesList())
        .allSatisfy(file -> assertThat(file.getHunks()).isEmpty());
  }

  @Test
  void compares_a_folder_with_what_is_active_or_with_nothing() {
    var folder =
        Codebase.newBuilder().addFiles(file("main.js", "a\n")).addFiles(file("x", "new\n"));

    var nothing = revisions.diffRevisions(diff().setCodebase(folder).build());
    deployments.deploy(deploy("a\n").build());
    var active =
        revisions.diffRevisions(
            diff()
                .setCodebase(
                    Codebase.newBuilder()
                        .addManifest(UploadedBlobs.entry("main.js", "a\n"))
                        .addFiles(file("x", "new\n")))
                .build());

    assertThat(nothing.getFilesList()).hasSize(2);
    assertThat(nothing.getFromRevision()).isZero();
    assertThat(active.getFilesList()).extracting(FileDiff::getPath).containsExactly("x");
    assertThat(active.getToMain()).isEqualTo("main.js");
    failure(
        Code.NOT_FOUND,
        "REVISION_NOT_FOUND",
        () -> revisions.diffRevisions(diff().setFrom(7).setCodebase(folder).build()));
  }

  @Test
  void tells_large_differences_without_their_lines() {
    deployments.deploy(deploy("1").addFiles(file("large", "a\n".repeat(300_000))).build());
    deployments.deploy(deploy("2").addFiles(file("large", "b\n".repeat(300_000))).build());

    var answer = revisions.diffRevisions(diff().setFrom(1).setRevision(2).build());

    assertThat(answer.getFiles(0).getTruncated()).isTrue();
    assertThat(answer.getFiles(0).getToSize()).isEqualTo(600_000);
    assertThat(answer.getFiles(1).getHunks()).contains("+2");
  }

  private List<DeployPhase> phases(DeployRequest request, List<DeployWithProgressResponse> events) {
    deployments
        .deployWithProgress(DeployWithProgressRequest.newBuilder().setDeploy(request).build())
        .forEachRemaining(events::add);
    return events.stream()
        .filter(DeployWithProgressResponse::hasProgress)
        .map(event -> event.getProgress().getPhase())
        .toList();
  }

  @Test
  void tells_each_phase_and_then_the_answer() {
    var events = new ArrayList<DeployWithProgressResponse>();

    assertThat(phases(deploy("1").build(), events))
        .containsExactly(
            DeployPhase.DEPLOY_PHASE_UPLOADED,
            DeployPhase.DEPLOY_PHASE_VALIDATING,
            DeployPhase.DEPLOY_PHASE_PREPARING,
            DeployPhase.DEPLOY_PHASE_ACTIVATING,
            DeployPhase.DEPLOY_PHASE_ACTIVE);

    assertThat(events.getLast().getResult().getRevision().getNumber()).isEqualTo(1);
    assertThat(events.getFirst().getProgress().hasTime()).isTrue();
  }

  @Test
  void tells_that_it_failed_before_it_says_why() {
    var events = new ArrayList<DeployWithProgressResponse>();

    failure(
        Code.INVALID_ARGUMENT,
        "CODEBASE_INVALID",
        () -> phases(deploy("SYNTAX_ERROR").build(), events));

    assertThat(events.getLast().getProgress().getPhase())
        .isEqualTo(DeployPhase.DEPLOY_PHASE_FAILED);
    assertThat(events).noneMatch(DeployWithProgressResponse::hasResult);
  }

  @Test
  void keeps_labels_within_bounds() {
    var failure =
        failure(
            Code.INVALID_ARGUMENT,
            "FIELD_INVALID",
            () ->
                deployments.deploy(
                    deploy("1").putLabels("no spaces", "x").putLabels("a", "line\nfeed").build()));

    assertThat(detail(failure, BadRequest.class).getFieldViolationsList()).hasSize(2);
  }

  @Test
  void takes_labels_in_any_order_for_the_same_request() {
    var one = deploy("1").putLabels("a", "1").putLabels("b", "2").setRequestId(ID).build();
    var other = deploy("1").putLabels("b", "2").putLabels("a", "1").setRequestId(ID).build();

    assertThat(deployments.deploy(other)).isEqualTo(deployments.deploy(one));
  }

  @Test
  void repeats_little_of_what_makes_no_sense() {
    var request = DeployRequest.newBuilder().setProgram("x".repeat(1 << 20));
    for (int i = 0; i < 2000; i++) {
      request.addFiles(file("../" + "y".repeat(200) + i, ""));
    }

    var failure =
        failure(Code.INVALID_ARGUMENT, "FIELD_INVALID", () -> deployments.deploy(request.build()));

    assertThat(String.valueOf(failure.getStatus().getDescription())).hasSizeLessThan(500);
    assertThat(detail(failure, BadRequest.class).getSerializedSize()).isLessThan(5000);
  }

  /// Twenty clients who all want to be the next: one wins each race, all others hear from whom they
  /// lost, when, and with which revision if it stands already.
  @Test
  void lets_one_of_twenty_win_and_tells_the_others_who_did() throws Exception {
    deployments.deploy(deploy("start").build());
    try (var clients = Executors.newFixedThreadPool(20)) {
      for (int race = 1; race <= 10; race++) {
        var barrier = new CyclicBarrier(20);
        long expected = race;
        var futures = new ArrayList<Future<String>>();
        for (int i = 0; i < 20; i++) {
          var name = "client-" + race + "-" + i;
          Callable<String> client =
              () -> {
                barrier.await();
                return outcome(name, expected);
              };
          futures.add(clients.submit(client));
        }
        var outcomes = new ArrayList<String>();
        for (var future : futures) {
          outcomes.add(future.get());
        }
        var revision = revisions.getRevision(get(0)).getRevision();
        assertThat(revision.getNumber()).isEqualTo(expected + 1);
        assertThat(outcomes).filteredOn(text -> text.equals("won")).hasSize(1);
        assertThat(outcomes)
            .filteredOn(text -> !text.equals("won"))
            .allSatisfy(text -> assertThat(text).isEqualTo(revision.getAuthor()));
      }
    }
  }

  /// "won", or the author to whom it was lost.
  private String outcome(String name, long expected) {
    try {
      deployments.deploy(deploy(name).setAuthor(name).setExpectedRevision(expected).build());
      return "won";
    } catch (StatusRuntimeException lost) {
      assertThat(lost.getStatus().getCode()).isEqualTo(Code.ABORTED);
      var info = detail(lost, ErrorInfo.class);
      assertThat(info.getReason()).isIn("STALE_REVISION", "DEPLOYMENT_IN_PROGRESS");
      assertThat(info.getMetadataOrDefault("time", "")).isNotEmpty();
      assertThat(info.getMetadataOrDefault("program", "")).isEqualTo("a");
      if (info.getReason().equals("STALE_REVISION")) {
        assertThat(info.getMetadataOrDefault("current_revision", ""))
            .isEqualTo(String.valueOf(expected + 1));
      }
      return info.getMetadataOrDefault("author", "");
    }
  }
}
