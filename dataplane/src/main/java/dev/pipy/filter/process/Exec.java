package dev.pipy.filter.process;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.CommandLine;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.ChildProcesses;
import io.netty.buffer.Unpooled;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a program and joins the stream with it. Confined to a worker.
public final class Exec implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.exec");
  private static final String EXPECTATION =
      "a command as a string with closed quotes, or an array of strings";

  private static final Param<Dynamic> COMMAND =
      Param.required(
          "command",
          new ParamType<>(
              "string | array | function",
              EXPECTATION + ", or a function",
              "",
              value ->
                  value instanceof Callback || CommandLine.words(value) != null
                      ? Dynamic.of(value)
                      : null),
          "Program and arguments: an array of strings, or a string that is split at blanks as in a"
              + " shell, with quotes and backslashes. A function is called at the first event. No"
              + " shell runs it.");

  private static final Param<Boolean> STDERR =
      Param.withDefault(
          "stderr",
          ParamType.BOOLEAN,
          false,
          "false",
          "Whether what it writes to stderr comes out as well; otherwise it goes where that of this"
              + " process goes.");

  private static final Param<Dynamic> ENV =
      Param.optional(
          "env",
          new ParamType<>(
              "object | function",
              "an object, or a function",
              "",
              value ->
                  value instanceof Callback || value instanceof ScriptObject
                      ? Dynamic.of(value)
                      : null),
          "All of its environment; without it, it has the one of this process.");

  private static final Param<Boolean> PTY =
      Param.withDefault(
          "pty",
          ParamType.BOOLEAN,
          false,
          "false",
          "Whether it runs in a terminal of its own, as people see it: input is echoed, and stderr"
              + " comes out as well. That is made by the program `script` of util-linux.");

  private static final Param<Callback> ON_START =
      Param.optional(
          "onStart",
          ParamType.callback("(pid: number) => any"),
          "Called with the id of the process; events that it returns are put out.");

  private static final Param<Callback> ON_EXIT =
      Param.optional(
          "onExit",
          ParamType.callback("(code: number, stderr?: Data) => any"),
          "Called with the exit code, 128 and the signal's number if one ended it, and with the first"
              + " 64 KiB that went to stderr, unless `stderr` or `pty` put them out; events that it"
              + " returns are put before StreamEnd.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "exec", FilterSpec.Category.FLOW, "Runs a program and joins the stream with it.")
          .described(
              """
              It is started at the first event, on a port as soon as a client has connected. Data goes
              to its stdin, what it writes to stdout comes out; either way is held up by whoever is
              slower. The end of the stream closes its stdin. When it has exited, whatever its code
              is, the stream ends in order. When the stream fails or is closed before that, it and
              the processes that it started get SIGTERM, and SIGKILL if one is left 5 seconds later.

              A program that cannot be started ends the stream with ConnectionRefused, and so does one
              too many: scripts may run 1,000 at once, on all workers together. The log says why. A
              server started with `--script-access=read` or `none` refuses the filter. Beyond 1 MiB of input that it does not read the stream ends with BufferOverflow.
              """)
          .takes(COMMAND)
          .options(STDERR, PTY, ENV, ON_START, ON_EXIT)
          .events("Data, StreamEnd", "Data, StreamEnd")
          .example(
              """
              pipy()

              .listen(8080)
                .exec('tr a-z A-Z')
              """)
          .makes(args -> {
            args.requireChanges("running programs");
            var command = args.get(COMMAND);
            var rules =
                new Rules(
                    args.get(STDERR),
                    args.get(PTY),
                    args.find(ENV),
                    args.find(ON_START),
                    args.find(ON_EXIT));
            var blocking = args.host().service(Executor.class);
            var processes = args.host().service(ChildProcesses.class);
            return () -> new Exec(command, rules, blocking, processes);
          });

  private final Dynamic command;
  private final Rules rules;
  private final Executor blocking;
  private final ChildProcesses processes;
  private @Nullable ChildProcess child;
  private boolean isEnded;

  /// What was asked for.
  private record Rules(
      boolean mergesErrors,
      boolean hasTerminal,
      @Nullable Dynamic environment,
      @Nullable Callback onStart,
      @Nullable Callback onExit) {

    boolean keepsErrors() {
      return onExit != null && !mergesErrors && !hasTerminal;
    }
  }

  private Exec(Dynamic command, Rules rules, Executor blocking, ChildProcesses processes) {
    this.command = command;
    this.rules = rules;
    this.blocking = blocking;
    this.processes = processes;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (event instanceof Event.StreamEnd end && end.error() != null) {
      close();
      stage.emit(event);
      return;
    }
    if (child == null) {
      var builder = builder(stage);
      child =
          new ChildProcess(
              stage.worker(), blocking, processes, rules.keepsErrors(), new Listener(stage));
      child.start(builder);
    }
    switch (event) {
      case Event.Data data -> {
        if (!child.send(data)) {
          close();
          stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
        }
      }
      case Event.StreamEnd _ -> child.endInput();
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// The program may be the one that speaks first.
  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    isEnded = true;
    if (child != null) {
      child.close();
    }
  }

  private ProcessBuilder builder(Stage stage) {
    var value = command.get(stage.context());
    var words = CommandLine.words(value);
    if (words == null) {
      throw UnusableResult.report(stage, value, EXPECTATION);
    }
    var builder = new ProcessBuilder(rules.hasTerminal() ? inTerminal(words) : words);
    var folder = stage.host().workingFolder();
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    if (rules.mergesErrors()) {
      builder.redirectErrorStream(true);
    } else if (!rules.keepsErrors()) {
      builder.redirectError(Redirect.INHERIT);
    }
    var environment = rules.environment();
    if (environment != null) {
      var given = environment.get(stage.context());
      if (!(given instanceof ScriptObject object)) {
        throw UnusableResult.report(stage, given, "an object with the environment");
      }
      fill(builder.environment(), object);
    }
    if (rules.hasTerminal()) {
      builder.environment().put("SHELL", "/bin/sh"); // what `script` has read the words
    }
    return builder;
  }

  /// A new session with a controlling terminal takes a fork, which a JVM cannot do, so a program
  /// does it: `-e` hands on the exit code, `-f` writes at once. Its shell is gone before the
  /// program begins.
  private static List<String> inTerminal(List<String> words) {
    var line =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", "exec ", ""));
    return List.of("script", "-qefc", line, "/dev/null");
  }

  private static void fill(Map<String, String> environment, ScriptObject given) {
    environment.clear();
    given
        .properties()
        .forEach((name, value) -> {
          boolean isPossible = !name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0;
          if (isPossible && value != null && String.valueOf(value).indexOf('\0') < 0) {
            environment.put(name, String.valueOf(value));
          }
        });
  }

  private final class Listener implements ChildProcess.Owner {

    private final Stage stage;

    private Listener(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void started(long pid) {
      tell(rules.onStart(), (double) pid);
    }

    @Override
    public void failed(String why) {
      LOG.atError()
          .addKeyValue("at", stage.location())
          .addKeyValue("cause", why)
          .log("cannot run the program");
      stage.guard(() -> {
        isEnded = true;
        stage.emit(new Event.StreamEnd(StreamError.CONNECTION_REFUSED));
      });
    }

    @Override
    public void output(byte[] bytes) {
      stage.guard(() -> stage.emit(new Event.Data(Unpooled.wrappedBuffer(bytes))));
      stage.context().changes().note(stage.worker());
    }

    @Override
    public void exited(int code, byte[] errors) {
      if (rules.keepsErrors()) {
        tell(rules.onExit(), code, new Bytes(errors));
      } else {
        tell(rules.onExit(), code);
      }
      stage.guard(() -> {
        isEnded = true;
        stage.emit(Event.StreamEnd.CLEAN);
      });
      stage.context().changes().note(stage.worker());
    }

    private void tell(@Nullable Callback callback, Object... facts) {
      if (callback != null) {
        stage.guard(() -> {
          var answer = callback.call(stage.context(), facts);
          if (Emission.isEvents(answer)) {
            Emission.emit(answer, stage::emit);
          }
        });
      }
    }
  }
}
