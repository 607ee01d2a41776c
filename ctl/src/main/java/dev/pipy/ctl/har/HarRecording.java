package dev.pipy.ctl.har;

import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapStarted;
import dev.pipy.ctl.output.JsonText;
import dev.pipy.ctl.output.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a tap has shown as an HTTP Archive, version 1.2. It is printed once, when the tap is over
/// or somebody ends it from another thread.
public final class HarRecording {

  private static final long MOST_BYTES = 32 << 20;

  private final String version;
  private final Consumer<String> lines;
  private final Exchanges exchanges = new Exchanges(MOST_BYTES);
  private @Nullable TapStarted started;
  private long dropped;
  private boolean isPrinted;

  /// @param version of this tool
  /// @param lines takes the document, line by line
  public HarRecording(String version, Consumer<String> lines) {
    this.version = version;
    this.lines = lines;
  }

  /// The tap has begun.
  public synchronized void begin(TapStarted start) {
    started = start;
  }

  /// The tap shows something.
  public synchronized void add(TapEvent event) {
    exchanges.add(event);
  }

  /// The tap did not show so many messages and events.
  public synchronized void drop(long count) {
    dropped += count;
  }

  /// Prints the document, if there was a tap. Does nothing when called again.
  public synchronized void print() {
    if (started == null || isPrinted) {
      return;
    }
    isPrinted = true;
    JsonText head = new JsonText(false);
    head.open("").field("version", "1.2");
    head.open("creator").field("name", "pipyctl").field("version", version).close();
    head.field("comment", comment(started));
    String open = head.close().toString();
    lines.accept("{\"log\":" + open.substring(0, open.length() - 1) + ",\"entries\":[");
    int rest = exchanges.all().size();
    for (Exchange exchange : exchanges.all()) {
      rest--;
      lines.accept(new HarEntry(exchange).json() + (rest > 0 ? "," : ""));
    }
    lines.accept("]}}");
  }

  private String comment(TapStarted start) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "A tap of " + start.getProgram() + ": " + String.join(" → ", start.getPlacesList()) + ".");
    say(sentences, dropped, "message", "not shown by the tap (see --max-rps)");
    say(sentences, exchanges.leftOut(), "request", "left out, since the document became too large");
    say(sentences, exchanges.others(), "event", "left out, since they are not of HTTP");
    return String.join(" ", sentences);
  }

  private static void say(List<String> sentences, long count, String noun, String what) {
    if (count > 0) {
      sentences.add(Quantities.count(count, noun) + " " + what + ".");
    }
  }
}
