package dev.pipy.script;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.jspecify.annotations.Nullable;

/// What scripts start and wait for: `pipy.watch` and `pipy.read`. Public because the prelude calls
/// it.
public final class RunFunctions {

  /// At once, of both together.
  private static final int MOST = 1000;

  private static final Pattern ROOT = Pattern.compile("[./]*");

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private int running;

  RunFunctions(ScriptRealm realm, TreeFunctions functions) {
    this.realm = realm;
    this.functions = functions;
  }

  /// The path of what can be watched.
  @HostAccess.Export
  public String watched(String path) {
    var normal = ROOT.matcher(path).matches() ? "/" : ScriptRealm.normalize(path);
    if (normal == null) {
      throw functions.trees().error("pipy.watch: " + path + " is not inside of the codebase");
    }
    return normal;
  }

  /// Gives the files that have changed to a function, once, later. On the loop.
  @HostAccess.Export
  public void watch(String path, Value onChange, Value onFailure) {
    if (isFull("pipy.watch", onFailure)) {
      return;
    }
    realm
        .host()
        .watch(
            path,
            changed -> {
              running--;
              realm.callBack("pipy.watch", onChange, ProxyArray.fromArray(changed.toArray()));
            });
  }

  /// Feeds a file to a pipeline and gives its result, or why there is none, to a function, later.
  /// On the loop.
  @HostAccess.Export
  public void read(String path, Value pipeline, Value argument, Value onEnd, Value onFailure) {
    var access = realm.services().systemAccess();
    if (!access.allowsReading()) {
      realm.callBack("pipy.read", onFailure, "pipy.read: " + access.refusal("reading files"));
      return;
    }
    var file = readable(path);
    if (file == null) {
      realm.callBack("pipy.read", onFailure, "cannot open file: " + path);
      return;
    }
    if (isFull("pipy.read", onFailure)) {
      return;
    }
    var function = new ScriptCallback(realm, pipeline);
    var given = realm.values().fromScript(argument);
    realm
        .host()
        .read(
            file,
            function.file(),
            function,
            given,
            result -> {
              running--;
              if (!realm.isClosed()) {
                var value = realm.inside(() -> realm.values().toScript(result));
                realm.callBack("pipy.read", onEnd, value);
              }
            },
            why -> {
              running--;
              realm.callBack("pipy.read", onFailure, "pipy.read: " + why);
            });
  }

  private boolean isFull(String what, Value onFailure) {
    if (running == MOST) {
      realm.callBack(what, onFailure, what + ": " + MOST + " are waited for already");
      return true;
    }
    running++;
    return false;
  }

  private @Nullable Path readable(String path) {
    try {
      var file = realm.workingFolder().resolve(path);
      return Files.isRegularFile(file) && Files.isReadable(file) ? file : null;
    } catch (InvalidPathException noPath) {
      return null;
    }
  }
}
