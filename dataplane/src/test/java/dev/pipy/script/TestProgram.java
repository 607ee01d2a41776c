package dev.pipy.script;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.quota.NamedQuotas;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.worker.Worker;
import io.netty.channel.DefaultEventLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A program of a few files, and what its scripts called.
final class TestProgram implements AutoCloseable {

  static final Set<String> METHODS =
      Set.of("listen", "pipeline", "handleMessage", "use", "to", "task", "dump");

  final List<Call> calls = new ArrayList<>();
  final ScriptEngine engine;
  final ScriptRealm realm;
  final Worker worker;
  private final boolean isFirst;

  /// One builder call.
  record Call(
      String module, String method, List<@Nullable Object> arguments, SourceLocation location) {}

  private record Services(
      String program, Codebase codebase, NamedQuotas keyedQuotas, NamedQuotas loadedQuotas)
      implements ScriptServices {
    @Override
    public long revision() {
      return 7;
    }

    @Override
    public ListenerList listeners(String key, @Nullable Object options) {
      throw new UnsupportedOperationException("listeners");
    }

    @Override
    public NameLookup names() {
      throw new UnsupportedOperationException("names");
    }

    @Override
    public void exit(int code) {
      throw new UnsupportedOperationException("exit " + code);
    }

    @Override
    public void restart() {
      throw new UnsupportedOperationException("restart");
    }
  }

  /// A program without connections.
  private record Nobody() implements RealmHost {
    @Override
    public HttpClient client(String target, @Nullable Object options, @Nullable Object tls) {
      throw new IllegalArgumentException("no connections here");
    }

    @Override
    public Collection<StreamContext> inbounds() {
      return List.of();
    }

    @Override
    public Collection<OutboundView> outbounds() {
      return List.of();
    }

    @Override
    public void watch(String path, Consumer<List<String>> onChange) {
      throw new UnsupportedOperationException("watch");
    }

    @Override
    public void read(
        Path file,
        String module,
        ScriptCallback pipeline,
        @Nullable Object argument,
        Consumer<@Nullable Object> onEnd,
        Consumer<String> onFailure) {
      throw new UnsupportedOperationException("read");
    }
  }

  /// Paths and texts in turn.
  static TestProgram of(String... files) {
    var engine = new ScriptEngine(METHODS, Duration.ofSeconds(1), Duration.ofSeconds(20));
    return new TestProgram(engine, new Worker(0, new DefaultEventLoop()), true, files);
  }

  /// Text as UTF-8; what is compressed is given as a byte for each character.
  private static byte[] bytes(String path, String content) {
    boolean isCompressed = path.endsWith(".gz") || path.endsWith(".br");
    return content.getBytes(isCompressed ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  /// The same with more time to load than a busy machine needs for the largest of scripts.
  static TestProgram patient(String... files) {
    var engine = new ScriptEngine(METHODS, Duration.ofSeconds(1), Duration.ofMinutes(5));
    return new TestProgram(engine, new Worker(0, new DefaultEventLoop()), true, files);
  }

  /// Another program on the same worker.
  TestProgram beside(String... files) {
    return new TestProgram(engine, worker, false, files);
  }

  /// A program whose main script is `main`.
  static TestProgram main(String main) {
    return of("/main.js", main);
  }

  private TestProgram(ScriptEngine engine, Worker worker, boolean isFirst, String... files) {
    this.engine = engine;
    this.worker = worker;
    this.isFirst = isFirst;
    var contents = new HashMap<String, byte[]>();
    for (int i = 0; i < files.length; i += 2) {
      contents.put(files[i], bytes(files[i], files[i + 1]));
    }
    var services =
        new Services("test", new FileMapCodebase(contents), new NamedQuotas(), new NamedQuotas());
    realm = engine.newRealm(services, worker, 1);
    realm.host(new Nobody());
  }

  @Nullable ScriptModule load(String path) {
    return realm.load(path, module -> sink(module.path()));
  }

  /// Loads the main script and binds.
  TestProgram loaded() {
    load("/main.js");
    var findings = realm.bind();
    if (!findings.isEmpty()) {
      throw new AssertionError(findings);
    }
    return this;
  }

  /// Findings as "CODE place message".
  List<String> findings() {
    load("/main.js");
    return realm.bind().stream().map(TestProgram::text).toList();
  }

  static String text(Diagnostic finding) {
    var advice = finding.suggestion().startsWith("did") ? " " + finding.suggestion() : "";
    return finding.id().code() + " " + finding.place() + " " + finding.message() + advice;
  }

  /// The function given to the call at an index.
  Callback function(int call) {
    return (Callback) argument(call);
  }

  Object argument(int call) {
    var argument = calls.get(call).arguments().getFirst();
    if (argument == null) {
      throw new AssertionError("no argument");
    }
    return argument;
  }

  /// Runs the function of the call at an index in a fresh context.
  @Nullable Object result(int call, @Nullable Object... arguments) {
    return function(call).call(realm.newContext(null, new ListenerCounts()), arguments);
  }

  ConfigurationSink sink(String module) {
    return (String method, List<@Nullable Object> arguments, SourceLocation location) -> {
      calls.add(new Call(module, method, arguments, location));
      if (method.equals("use")) {
        load(String.valueOf(arguments.getFirst()));
      }
    };
  }

  static Map<String, @Nullable Object> map(String key, @Nullable Object value) {
    var map = new HashMap<String, @Nullable Object>();
    map.put(key, value);
    return map;
  }

  @Override
  public void close() {
    realm.close();
    if (isFirst) {
      worker.loop().shutdownGracefully(0, 20, TimeUnit.SECONDS).awaitUninterruptibly();
      engine.close();
    }
  }
}
