package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/// The keyboard, key by key. Closing it puts the terminal back as it was.
final class DevKeys implements AutoCloseable {

  static final int INTERRUPT = 3;

  private static final int MILLIS_PER_LOOK = 200;

  private final Terminal terminal;
  private final Attributes usual;
  private volatile boolean isClosed;

  private DevKeys(Terminal terminal, Attributes usual) {
    this.terminal = terminal;
    this.usual = usual;
  }

  /// Takes the keyboard.
  ///
  /// @param onKey told of every key, on another thread; Ctrl-C is [#INTERRUPT]
  static DevKeys open(IntConsumer onKey) {
    try {
      Terminal terminal = TerminalBuilder.builder().name("pipyctl").system(true).build();
      DevKeys keys = new DevKeys(terminal, terminal.enterRawMode());
      terminal.handle(Signal.INT, _ -> onKey.accept(INTERRUPT));
      Thread.ofPlatform().daemon().name("keys").start(() -> keys.read(onKey));
      return keys;
    } catch (IOException e) {
      throw CommandFailure.usage("no terminal: " + e.getMessage(), "Do without: --no-input");
    }
  }

  private void read(IntConsumer onKey) {
    try {
      while (!isClosed) {
        int key = terminal.reader().read(MILLIS_PER_LOOK);
        if (key == -1) {
          return;
        }
        if (key >= 0) {
          onKey.accept(key);
        }
      }
    } catch (IOException expected) {
      // the terminal is gone, and with it whoever pressed keys
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      terminal.setAttributes(usual);
      terminal.close();
    } catch (IOException expected) {
      // it is no longer ours
    }
  }
}
