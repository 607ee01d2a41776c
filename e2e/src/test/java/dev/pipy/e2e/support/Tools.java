package dev.pipy.e2e.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Programs of the system that some tests need.
public final class Tools {

  private Tools() {}

  /// Skips the test, and says why, where the program is missing.
  public static void assumePresent(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    boolean present =
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(present, "needs " + program + ", which is not installed");
  }
}
