package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Security;
import dev.pipy.ctl.context.Context;
import dev.pipy.ctl.context.ContextFile;
import dev.pipy.ctl.context.Contexts;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which servers a command is about, and what the user's contexts say of them. What is given on the
/// command line goes before the environment, that before the context, that before the default. The
/// file is read when it is asked for first.
final class Destination {

  static final String DEFAULT_ADDRESS = "127.0.0.1:6060";

  /// A server.
  ///
  /// @param name as the user wrote it
  record Place(String name, String address) {}

  private final Host host;
  private final GlobalOptions options;
  private final @Nullable Place only;
  private @Nullable Contexts contexts;

  Destination(Host host, GlobalOptions options) {
    this(host, options, null, null);
  }

  private Destination(
      Host host, GlobalOptions options, @Nullable Place only, @Nullable Contexts contexts) {
    this.host = host;
    this.options = options;
    this.only = only;
    this.contexts = contexts;
  }

  /// The same with only one of its servers.
  Destination only(Place place) {
    return new Destination(host, options, place, contexts());
  }

  ContextFile file() {
    return ContextFile.of(host, options.config);
  }

  Contexts contexts() {
    if (contexts == null) {
      contexts = file().read();
    }
    return contexts;
  }

  /// The servers, at least one.
  List<Place> places() {
    if (only != null) {
      return List.of(only);
    }
    List<String> words = givenTargets();
    if (words.isEmpty()) {
      Context context = context();
      words = context == null ? List.of() : context.targets();
    }
    return words.isEmpty()
        ? List.of(new Place(DEFAULT_ADDRESS, DEFAULT_ADDRESS))
        : words.stream().distinct().map(word -> new Place(word, contexts().address(word))).toList();
  }

  /// The server of a command that can talk to one only.
  Place place() {
    List<Place> all = places();
    if (all.size() > 1) {
      throw CommandFailure.usage(
          "this command talks to one target, and there are " + all.size(),
          "Give one: "
              + String.join(" or ", all.stream().map(place -> "-t " + place.name()).toList()));
    }
    return all.getFirst();
  }

  /// Whether nobody said which server, so that the default one is meant.
  boolean isDefault() {
    return only == null && givenTargets().isEmpty() && context() == null;
  }

  /// The servers that were named. A context on the command line goes before a target in the
  /// environment.
  List<String> givenTargets() {
    boolean isContextGiven = !isEnvironment("PIPYCTL_CONTEXT", options.context);
    boolean isTargetInherited = isEnvironment("PIPYCTL_TARGET", String.join(",", options.target));
    return options.context != null && isContextGiven && isTargetInherited
        ? List.of()
        : Stream.of(options.target).filter(word -> !word.isBlank()).toList();
  }

  private boolean isEnvironment(String variable, @Nullable String value) {
    return value != null && value.equals(host.variable(variable));
  }

  /// The context in use; null if there is none, or if targets were given that are not its own.
  @Nullable Context context() {
    Contexts all = contexts();
    String asked = options.context;
    if (asked != null) {
      Context context = all.context(asked);
      if (context == null) {
        throw unknown(asked, all);
      }
      return context;
    }
    Context current = all.context(all.current());
    List<String> given = givenTargets();
    return current != null && addresses(current.targets()).containsAll(addresses(given))
        ? current
        : null;
  }

  static CommandFailure unknown(String name, Contexts all) {
    return CommandFailure.usage(
        "no context " + name,
        all.byName().isEmpty()
            ? "There are none yet: pipyctl config set-context NAME --target ADDR"
            : "There are: " + String.join(", ", all.byName().keySet()));
  }

  private List<String> addresses(List<String> words) {
    return words.stream().map(word -> contexts().address(word)).toList();
  }

  /// The name of the protected context that one of the servers belongs to, however it was written;
  /// empty if there is none.
  String protection() {
    List<String> addresses = places().stream().map(Place::address).toList();
    return contexts().byName().values().stream()
        .filter(Context::isProtected)
        .filter(context -> addresses(context.targets()).stream().anyMatch(addresses::contains))
        .map(Context::name)
        .findFirst()
        .orElse("");
  }

  /// The file with the token; null for where tokens are usually looked for.
  @Nullable Path tokenFile() {
    if (options.tokenFile != null || !host.variable("PIPYCTL_TOKEN").isBlank()) {
      return options.tokenFile;
    }
    Context context = context();
    return context == null || context.tokenFile().isEmpty() ? null : file(context.tokenFile());
  }

  /// What TLS needs: each thing from the options or the environment, else from the context.
  Security security() {
    Context context = context();
    if (context == null) {
      return options.security();
    }
    boolean hasIdentity = options.certificate != null || options.key != null;
    return new Security(
        options.authorities == null ? named(context.caCert()) : options.authorities,
        hasIdentity ? options.certificate : named(context.cert()),
        hasIdentity ? options.key : named(context.key()),
        options.serverName == null && !context.serverName().isEmpty()
            ? context.serverName()
            : options.serverName);
  }

  private @Nullable Path named(String name) {
    return name.isEmpty() ? null : file(name);
  }

  /// A file that the contexts name: `~` is the user's folder, and what is not absolute starts where
  /// the contexts are.
  private Path file(String name) {
    if (name.startsWith("~/")) {
      return Path.of(host.variable("HOME"), name.substring(2));
    }
    return file().path().toAbsolutePath().resolveSibling(name);
  }

  /// The program of commands that name none; empty if nothing says so.
  String program() {
    String variable = host.variable("PIPYCTL_PROGRAM");
    if (!variable.isEmpty()) {
      return variable;
    }
    Context context = context();
    return context == null ? "" : context.program();
  }
}
