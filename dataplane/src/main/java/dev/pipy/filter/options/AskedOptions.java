package dev.pipy.filter.options;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.FilterFactory;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A filter whose options a function says: it is asked at the stream's first event, and then the
/// filter is made. Confined to a worker.
public final class AskedOptions implements Filter {

  private final Callback function;
  private final Args args;
  private final boolean opensAtOnce;
  private final Function<Args, FilterFactory> maker;
  private @Nullable Filter made;
  private boolean isClosed;

  /// What makes a filter of these arguments, with this in front of it if a function says the
  /// options.
  ///
  /// @param opensAtOnce see [Filter#opensAtOnce]
  /// @param maker gets the arguments with the options; throws ArgumentException if they will not
  ///   do. It is called for each stream if a function says the options, and must not link anything
  public static FilterFactory of(
      Args args, boolean opensAtOnce, Function<Args, FilterFactory> maker) {
    var function = args.optionsFunction();
    if (function == null) {
      return maker.apply(args);
    }
    return () -> new AskedOptions(function, args, opensAtOnce, maker);
  }

  private AskedOptions(
      Callback function, Args args, boolean opensAtOnce, Function<Args, FilterFactory> maker) {
    this.function = function;
    this.args = args;
    this.opensAtOnce = opensAtOnce;
    this.maker = maker;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isClosed) {
      event.release();
      return;
    }
    if (made == null) {
      made = make(stage);
    }
    made.handle(event, stage);
  }

  private Filter make(Stage stage) {
    var said = function.call(stage.context());
    if (said instanceof Pending) {
      throw UnusableResult.report(stage, said, "an object with options that is no promise");
    }
    try {
      return maker.apply(args.withOptions(said)).create();
    } catch (ArgumentException complaint) {
      throw UnusableResult.report(stage, said, String.valueOf(complaint.getMessage()));
    }
  }

  @Override
  public boolean opensAtOnce() {
    return opensAtOnce;
  }

  @Override
  public boolean takesInput() {
    return made == null || made.takesInput();
  }

  @Override
  public boolean expectsInput() {
    return made == null || made.expectsInput();
  }

  @Override
  public void drain(Stage stage) {
    if (made != null) {
      made.drain(stage);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    if (made != null) {
      made.close();
    }
  }
}
