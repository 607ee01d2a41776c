package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pipy.control.store.Digest;
import dev.pipy.control.v1.Codebase;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DownloadRevisionRequest;
import dev.pipy.control.v1.FindMissingBlobsRequest;
import dev.pipy.control.v1.ManifestEntry;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random uploads, manifests and paths: each is taken or refused with a reason, nothing gets out of
/// the store's folder, and what was set aside for uploads is free again.
///
/// With `-Dpipy.fuzz.seconds=600` for that long; `-Dpipy.fuzz.seed=N` repeats one round.
class UploadFuzzTest extends ServiceTest {

  private static final int ROUNDS = 400;
  private static final Set<Code> OUR_FAULT =
      EnumSet.of(Code.INTERNAL, Code.UNKNOWN, Code.DATA_LOSS, Code.UNIMPLEMENTED);
  private static final List<String> SEGMENTS =
      List.of(
          "main.js",
          "a",
          "A",
          "b.js",
          "..",
          ".",
          "",
          "...",
          "\u0000",
          "\\",
          "\n",
          "ä",
          "ﬀ",
          " ",
          "x".repeat(130),
          "programs",
          "active.json",
          "con",
          "~",
          "%2e%2e",
          "\u202e",
          "😀");

  private final List<String> contents = List.of("", "1", "22", "SYNTAX_ERROR", "x".repeat(5000));

  private static String path(SplittableRandom random) {
    if (random.nextInt(3) > 0) {
      return random.nextBoolean() ? "main.js" : "lib/" + random.nextInt(5) + ".js";
    }
    var path = new StringBuilder(random.nextInt(6) == 0 ? "/" : "");
    for (int i = random.nextInt(4); i >= 0; i--) {
      path.append(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
      if (i > 0) {
        path.append('/');
      }
    }
    return path.toString();
  }

  private String content(SplittableRandom random) {
    return contents.get(random.nextInt(contents.size()));
  }

  private String digest(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> "../" + "a".repeat(61);
      case 1 ->
          Digest.sha256(UploadedBlobs.bytes("" + random.nextInt()))
              .toUpperCase(java.util.Locale.ROOT);
      case 2 -> Digest.sha256(UploadedBlobs.bytes("" + random.nextInt()));
      default -> Digest.sha256(UploadedBlobs.bytes(content(random)));
    };
  }

  private static long number(SplittableRandom random, long usual) {
    return switch (random.nextInt(10)) {
      case 0 -> -1;
      case 1 -> Long.MAX_VALUE;
      case 2 -> Long.MIN_VALUE;
      case 3 -> usual + 1;
      case 4 -> 1L << 40;
      default -> usual;
    };
  }

  private ManifestEntry manifest(SplittableRandom random) {
    var content = content(random);
    return UploadedBlobs.entry(path(random), content)
        .setSize(number(random, content.length()))
        .setSha256(
            random.nextInt(4) == 0 ? digest(random) : Digest.sha256(UploadedBlobs.bytes(content)))
        .build();
  }

  private Object upload(SplittableRandom random) {
    var upload = new UploadedBlobs(sendingRevisions);
    for (int i = random.nextInt(6); i > 0; i--) {
      var content = content(random);
      switch (random.nextInt(4)) {
        case 0 -> upload.chunk(ByteString.copyFrom(new byte[random.nextInt(300_000)]));
        case 1 ->
            upload.start(
                digest(random),
                number(random, content.length()),
                random.nextInt(4) == 0 ? number(random, 1) : 0);
        default -> {
          upload.start(content);
          int half = random.nextInt(content.length() + 1);
          upload.chunk(content.substring(0, half));
          if (random.nextInt(5) > 0) {
            upload.chunk(content.substring(half));
          }
        }
      }
    }
    if (random.nextInt(4) == 0) {
      upload.breakOff();
      return "broken off";
    }
    return upload.finish();
  }

  private Object deploy(SplittableRandom random) {
    var request =
        DeployRequest.newBuilder().setProgram(random.nextInt(9) == 0 ? path(random) : "a");
    for (int i = random.nextInt(4); i > 0; i--) {
      request.addManifest(manifest(random));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.addFiles(file(path(random), content(random)));
    }
    if (random.nextInt(3) == 0) {
      request.putLabels(path(random), path(random));
    }
    if (random.nextInt(4) == 0) {
      request.setMain(path(random));
    }
    if (random.nextInt(4) == 0) {
      request.setRequestId(random.nextBoolean() ? ID : path(random));
    }
    return deployments.deploy(request.setValidateOnly(random.nextInt(4) == 0).build());
  }

  private Object diff(SplittableRandom random) {
    var codebase = Codebase.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      codebase.addManifest(manifest(random)).addFiles(file(path(random), content(random)));
    }
    var request = DiffRevisionsRequest.newBuilder().setProgram("a").setFrom(number(random, 1));
    return revisions.diffRevisions(
        (random.nextBoolean()
                ? request.setCodebase(codebase)
                : request.setRevision(number(random, 0)))
            .build());
  }

  private Object look(SplittableRandom random) {
    if (random.nextBoolean()) {
      return revisions.findMissingBlobs(
          FindMissingBlobsRequest.newBuilder()
              .addSha256(digest(random))
              .addSha256(digest(random))
              .build());
    }
    var answers =
        revisions.downloadRevision(
            DownloadRevisionRequest.newBuilder()
                .setProgram("a")
                .setRevision(number(random, 0))
                .addPaths(path(random))
                .build());
    answers.forEachRemaining(answer -> assertThat(answer.getSerializedSize()).isPositive());
    return answers;
  }

  private void act(SplittableRandom random) {
    try {
      switch (random.nextInt(4)) {
        case 0 -> upload(random);
        case 1 -> deploy(random);
        case 2 -> diff(random);
        default -> look(random);
      }
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).as(refused.toString()).isNotIn(OUR_FAULT);
      assertThat(String.valueOf(refused.getStatus().getDescription())).hasSizeLessThan(4000);
    }
  }

  @Test
  void takes_or_refuses_whatever_comes() throws Exception {
    Files.writeString(folder.resolve("outside"), "untouched");
    var only = Long.getLong("pipy.fuzz.seed");
    long seconds = Long.getLong("pipy.fuzz.seconds", 0);
    long seed = only == null ? 20_260_101 : only;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int round = 0;
        only == null ? round < ROUNDS || System.nanoTime() - end < 0 : round == 0;
        round++) {
      try {
        act(new SplittableRandom(seed + round));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "failed, to repeat it: -Dpipy.fuzz.seed=" + (seed + round), failure);
      }
    }
    assertNothingIsLeft();
  }

  /// Nothing but the store is in the folder; what still waits is known and bounded; after a restart
  /// past its time none is left.
  private void assertNothingIsLeft() throws Exception {
    assertThat(names(folder)).containsExactlyInAnyOrder("store", "outside");
    assertThat(Files.readString(folder.resolve("outside"))).isEqualTo("untouched");
    assertThat(names(folder.resolve("store")))
        .isSubsetOf("VERSION", "LOCK", "blobs", "programs", "requests", "staged");
    var staged = folder.resolve("store/staged");
    long end = System.nanoTime() + 20_000_000_000L;
    while (store.staging().bytes() != bytes(staged)) { // uploads that broke off are ending
      assertThat(System.nanoTime()).as("nothing is set aside for nobody").isLessThan(end);
      Thread.onSpinWait();
    }
    restart();
    assertThat(names(staged)).allMatch(name -> name.matches("[0-9a-f]{64}(\\.part)?"));
    assertThat(store.staging().bytes()).isEqualTo(bytes(staged));
    assertThat(dev.pipy.control.store.StoreCheck.run(folder.resolve("store")).faults()).isEmpty();
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (var name : names(folder)) {
      bytes += folder.resolve(name).toFile().length(); // 0 for one that has just gone
    }
    return bytes;
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
