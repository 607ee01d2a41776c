package dev.pipy.ctl.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Lets lines through that pass all filters.
final class MatchingLines extends OutputStream {

  private final OutputStream out;
  private final List<ShellLine.Filter> filters;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  MatchingLines(OutputStream out, List<ShellLine.Filter> filters) {
    this.out = out;
    this.filters = filters;
  }

  @Override
  public void write(int letter) throws IOException {
    line.write(letter);
    if (letter == '\n') {
      passIfMatching();
    }
  }

  private void passIfMatching() throws IOException {
    String text = line.toString(UTF_8).stripTrailing();
    if (line.size() > 0 && filters.stream().allMatch(filter -> filter.passes(text))) {
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
