package dev.pipy.ctl.codebase;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where a codebase comes from and who deploys it. What is not known is empty.
///
/// @param dirty whether the folder differs from the commit
/// @param ciUrl page of the CI run
public record Provenance(
    String author, String gitCommit, String gitBranch, boolean dirty, String ciUrl) {

  private static final int GIT_SECONDS = 5;

  /// Asks git and the CI's environment variables about a folder or file.
  public static Provenance of(Path place, Host host) {
    Path absolute = place.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path folder = Files.isDirectory(absolute) || parent == null ? absolute : parent;
    String commit = git(folder, "rev-parse", "--verify", "HEAD");
    String branch = commit.isEmpty() ? "" : git(folder, "rev-parse", "--abbrev-ref", "HEAD");
    boolean dirty = !commit.isEmpty() && !git(folder, "status", "--porcelain", "--", ".").isEmpty();
    String ci = ciUrl(host);
    return new Provenance(author(folder), commit, branch.equals("HEAD") ? "" : branch, dirty, ci);
  }

  /// Of an archive, which may have come from anywhere: git is asked for the user's name only.
  public static Provenance ofArchive(Host host) {
    return new Provenance(author(Path.of("")), "", "", false, ciUrl(host));
  }

  /// The name git would use, else that of the user of this process.
  public static String author(Path folder) {
    String name = git(folder, "config", "user.name");
    return name.isEmpty() ? System.getProperty("user.name", "") : name;
  }

  private static String ciUrl(Host host) {
    String server = host.variable("GITHUB_SERVER_URL");
    String repository = host.variable("GITHUB_REPOSITORY");
    String run = host.variable("GITHUB_RUN_ID");
    if (!server.isEmpty() && !repository.isEmpty() && !run.isEmpty()) {
      return server + "/" + repository + "/actions/runs/" + run;
    }
    return host.variable("CI_JOB_URL");
  }

  private static String git(Path folder, String... words) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return process.exitValue() == 0 ? said : "";
    } catch (IOException expected) {
      // no git here
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
