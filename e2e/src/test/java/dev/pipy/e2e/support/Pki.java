package dev.pipy.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Certificates made with openssl for one test, in a folder of the test: `NAME.crt`, `NAME.key`.
public record Pki(Path folder) {

  private static final Pattern SPACE = Pattern.compile(" ");

  /// An authority of that name, which signs itself.
  public Pki authority(String name) {
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -keyout %s.key -out %s.crt"
            .formatted(name, name, name));
    return this;
  }

  /// A certificate for a host name, or for a client, issued by an authority.
  public Pki issue(String name, String authority) {
    openssl(
        "req -newkey rsa:2048 -nodes -subj /CN=%s -addext subjectAltName=DNS:%s -keyout %s.key -out %s.csr"
            .formatted(name, name, name, name));
    openssl(
        ("x509 -req -in %s.csr -CA %s.crt -CAkey %s.key -CAcreateserial -days 2 -copy_extensions copy"
                + " -out %s.crt")
            .formatted(name, authority, authority, name));
    return this;
  }

  /// A file of the folder.
  public Path file(String name) {
    return folder.resolve(name);
  }

  /// The text of a file.
  public String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openssl(String arguments) {
    List<String> words = Stream.of("openssl " + arguments).flatMap(SPACE::splitAsStream).toList();
    Command.Result result = Command.of(words).in(folder).run();
    assertThat(result.exitCode()).as("openssl %s%n%s", arguments, result.err()).isZero();
  }
}
