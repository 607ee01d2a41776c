package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Lets lines through that contain a text.
final class MatchingLines extends OutputStream {

  private final OutputStream out;
  private final String text;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  MatchingLines(OutputStream out, String text) {
    this.out = out;
    this.text = text;
  }

  @Override
  public void write(int letter) throws IOException {
    line.write(letter);
    if (letter == '\n') {
      passIfMatching();
    }
  }

  private void passIfMatching() throws IOException {
    if (line.toString(UTF_8).contains(text)) {
      line.writeTo(out);
    }
    line.reset();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    passIfMatching();
    out.close();
  }
}
