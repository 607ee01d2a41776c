package dev.pipy.ctl.output;

import com.google.protobuf.Message;
import dev.pipy.ctl.host.Host;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Prints results in the form that was asked for, and keeps everything else off the result's
/// stream.
public final class Output {

  private final Host host;
  private final OutputFormat format;
  private final Style style;
  private final boolean quiet;
  private final @Nullable Consumer<Table> tables;

  public Output(Host host, OutputFormat format, Style style, boolean quiet) {
    this(host, format, style, quiet, null);
  }

  /// @param tables takes tables instead of them being printed
  public Output(
      Host host,
      OutputFormat format,
      Style style,
      boolean quiet,
      @Nullable Consumer<Table> tables) {
    this.host = host;
    this.format = format;
    this.style = style;
    this.quiet = quiet;
    this.tables = tables;
  }

  public OutputFormat format() {
    return format;
  }

  public Style style() {
    return style;
  }

  /// A result that consists of one thing.
  ///
  /// @param name what the `name` format prints
  /// @param text prints the form for people
  public void one(Message response, String name, Runnable text) {
    switch (format) {
      case TABLE, WIDE -> text.run();
      case JSON -> line(ProtoText.json(response));
      case JSONL -> line(ProtoText.jsonLine(response));
      case YAML -> line(ProtoText.yaml(response));
      case NAME -> line(name);
      case DOT, MERMAID, SARIF, GITHUB, HAR -> throw unfit();
    }
  }

  /// A result that is no message of the API.
  public void facts(Facts facts, String name, Runnable text) {
    switch (format) {
      case TABLE, WIDE -> text.run();
      case JSON -> line(facts.json(true));
      case JSONL -> line(facts.json(false));
      case YAML -> line(facts.yaml());
      case NAME -> line(name);
      case DOT, MERMAID, SARIF, GITHUB, HAR -> throw unfit();
    }
  }

  /// A result that is a list.
  public <T extends Message> void list(
      Message response, List<T> items, Function<T, String> name, Runnable text) {
    switch (format) {
      case TABLE, WIDE -> text.run();
      case JSON -> line(ProtoText.json(response));
      case JSONL -> items.forEach(item -> line(ProtoText.jsonLine(item)));
      case YAML -> line(ProtoText.yaml(response));
      case NAME -> items.forEach(item -> line(name.apply(item)));
      case DOT, MERMAID, SARIF, GITHUB, HAR -> throw unfit();
    }
  }

  private IllegalStateException unfit() {
    return new IllegalStateException(format + " is for " + format.purpose());
  }

  /// A line of the result.
  public void line(String text) {
    host.out().println(text);
  }

  /// A table of the result.
  public void table(Table table) {
    if (tables == null) {
      table.print(host.out(), style, host.screen().size().get().columns());
    } else {
      tables.accept(table);
    }
  }

  /// Progress or a hint.
  public void note(String text) {
    if (!quiet) {
      host.err().println(text);
    }
  }

  /// Something that may be wrong.
  public void warn(String text) {
    host.err().println(style.yellow(text));
  }
}
