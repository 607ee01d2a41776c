package dev.pipy.e2e.support;

import java.nio.file.Path;
import java.time.Duration;

/// The two commands that users start.
public final class Launchers {

  private static final Path BIN = Repository.ROOT.resolve("bin");

  static {
    prepare("pipy");
    prepare("pipyctl");
  }

  private Launchers() {}

  /// The first use makes what the build leaves to it, which takes longer than a test waits.
  private static void prepare(String program) {
    Command.of(BIN.resolve(program).toString(), "--help").within(Duration.ofMinutes(10)).run();
  }

  public static Path pipy() {
    return BIN.resolve("pipy");
  }

  public static Path pipyctl() {
    return BIN.resolve("pipyctl");
  }
}
