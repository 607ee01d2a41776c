package dev.pipy.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers to requests that may be repeated: for 24 hours, and not too many of them.
final class AnswerFolder {

  private static final Duration LIFETIME = Duration.ofHours(24);
  private static final int LIMIT = 2000;

  private final Path root;
  private final Disk disk;
  private final InstantSource clock;
  private final Map<String, StoredAnswer> answers = new LinkedHashMap<>(); // oldest first

  AnswerFolder(Path root, Disk disk, InstantSource clock) {
    this.root = root;
    this.disk = disk;
    this.clock = clock;
  }

  /// Reads what is there; what is damaged, unfinished or too old goes.
  void load() throws IOException {
    disk.createFolder(root);
    try (Stream<Path> files = Files.list(root)) {
      var found = new ArrayList<StoredAnswer>();
      for (var file : files.toList()) {
        var answer =
            file.toString().endsWith(".json")
                ? StoreJson.readAnswer(Files.readAllBytes(file))
                : null;
        if (answer == null || isExpired(answer)) {
          disk.delete(file);
        } else {
          found.add(answer);
        }
      }
      found.sort(Comparator.comparing(StoredAnswer::time));
      found.forEach(answer -> answers.put(answer.requestId(), answer));
    }
  }

  Optional<StoredAnswer> find(String requestId) {
    return Optional.ofNullable(answers.get(requestId)).filter(answer -> !isExpired(answer));
  }

  void put(StoredAnswer answer) throws IOException {
    disk.replace(root, name(answer.requestId()), StoreJson.write(answer));
    answers.remove(answer.requestId());
    answers.put(answer.requestId(), answer);
    prune();
  }

  private void prune() throws IOException {
    var oldest = answers.values().iterator();
    while (oldest.hasNext()) {
      var answer = oldest.next();
      if (answers.size() <= LIMIT && !isExpired(answer)) {
        return;
      }
      disk.delete(file(answer.requestId()));
      oldest.remove();
    }
  }

  private boolean isExpired(StoredAnswer answer) {
    Instant now = clock.instant();
    return answer.time().plus(LIFETIME).isBefore(now);
  }

  private Path file(String requestId) {
    return root.resolve(name(requestId));
  }

  private static String name(String requestId) {
    return requestId + ".json";
  }
}
