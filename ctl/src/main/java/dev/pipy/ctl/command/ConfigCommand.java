package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Target;
import dev.pipy.ctl.context.Context;
import dev.pipy.ctl.context.ContextFile;
import dev.pipy.ctl.context.Contexts;
import dev.pipy.ctl.output.Facts;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Contexts: servers that are used together, under a name.
@Command(
    name = "config",
    description = "Look at the contexts of the configuration, and change them.",
    footer = {
      "  pipyctl config set-context prod edge1:6060 edge2:6060 --set protected=true",
      "  pipyctl config use-context prod",
      "  pipyctl config get-contexts"
    })
final class ConfigCommand implements Callable<Integer> {

  private final Session session;

  ConfigCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return getContexts();
  }

  @Command(
      name = "view",
      description = "Show the configuration. It names files with secrets, and holds none.",
      footer = "  pipyctl config view -o json")
  int view() {
    Contexts contexts = read();
    Output output = session.output();
    Facts facts =
        new Facts()
            .with("file", file().path().toString())
            .with("currentContext", contexts.current())
            .withAll("contexts", contexts.byName().values().stream().map(this::facts).toList())
            .with("targets", contexts.targets());
    output.facts(
        facts,
        file().path().toString(),
        () -> {
          output.line("# " + file().path() + (file().exists() ? "" : " (not there yet)"));
          contexts.yaml().lines().forEach(output::line);
        });
    return 0;
  }

  private Facts facts(Context context) {
    return new Facts()
        .with("name", context.name())
        .with("targets", context.targets())
        .with("tokenFile", context.tokenFile())
        .with("caCert", context.caCert())
        .with("cert", context.cert())
        .with("key", context.key())
        .with("serverName", context.serverName())
        .with("protected", context.isProtected())
        .with("program", context.program());
  }

  @Command(
      name = "get-contexts",
      description = "List the contexts.",
      footer = "  pipyctl config get-contexts -o name")
  int getContexts() {
    Contexts contexts = read();
    Output output = session.output();
    List<Context> all = List.copyOf(contexts.byName().values());
    Facts facts =
        new Facts()
            .with("currentContext", contexts.current())
            .withAll("contexts", all.stream().map(this::facts).toList());
    String names = String.join("\n", contexts.byName().keySet());
    output.facts(facts, names, () -> table(output, contexts, all));
    return 0;
  }

  private static void table(Output output, Contexts contexts, List<Context> all) {
    Table table =
        new Table(output.format())
            .column("CURRENT", Column.TEXT)
            .column("NAME", Column.TEXT)
            .column("TARGETS", Column.FLEXIBLE)
            .column("AUTH", Column.TEXT)
            .column("PROTECTED", Column.TEXT)
            .column("PROGRAM", Column.TEXT);
    for (Context context : all) {
      table.row(
          context.name().equals(contexts.current()) ? "*" : "",
          context.name(),
          String.join(" ", context.targets()),
          context.authentication(),
          context.isProtected() ? "yes (asks before change)" : "no",
          context.program().isEmpty() ? "-" : context.program());
    }
    output.table(table);
    if (all.isEmpty()) {
      output.note("Make one: pipyctl config set-context NAME ADDR");
    }
  }

  @Command(
      name = "current-context",
      description = "Show the name of the context in use.",
      footer = "  pipyctl config current-context")
  int currentContext() {
    Context context = session.destination().context();
    String name = context == null ? "" : context.name();
    Output output = session.output();
    output.facts(
        new Facts().with("currentContext", name),
        name,
        () -> output.line(name.isEmpty() ? "none" : name));
    return 0;
  }

  @Command(
      name = "use-context",
      description = "Use a context from now on.",
      footer = "  pipyctl config use-context prod")
  int useContext(
      @Parameters(paramLabel = "CONTEXT", description = "Its name; \"none\" for no context.")
          String name) {
    Contexts contexts = read();
    boolean isNone = name.equals("none") && contexts.context(name) == null;
    if (!isNone && contexts.context(name) == null) {
      throw Destination.unknown(name, contexts);
    }
    file().write(contexts.using(isNone ? "" : name));
    done(isNone ? "No context is in use." : "Using the context " + name + ".");
    session.output().note("  See: pipyctl status");
    return 0;
  }

  @Command(
      name = "set-context",
      description = "Make a context, or change what is given of one.",
      footer = {
        "  pipyctl config set-context local 127.0.0.1:6060",
        "  pipyctl config set-context prod edge1:6060 edge2:6060 --set token-file=prod.token",
        "  pipyctl config set-context prod --set protected=true --set program=proxy"
      })
  int setContext(
      @Parameters(index = "0", paramLabel = "CONTEXT", description = "Its name.") String name,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "ADDR",
              description = "Its servers: addresses, or names made by set-target.")
          String @Nullable [] targets,
      @Option(
              names = "--set",
              paramLabel = "FIELD=VALUE",
              description =
                  "token-file, ca-cert, cert, key (files), server-name, protected (true or false:"
                      + " ask before each change), program (used where none is named).")
          @Nullable Map<String, String> fields) {
    Contexts contexts = read();
    Context before = contexts.context(name);
    Context context = before == null ? Context.named(name) : before;
    if (targets != null && targets.length > 0) {
      for (String target : targets) {
        Target.parse(contexts.address(target));
      }
      context = context.withTargets(List.of(targets));
    }
    context = context.with(fields == null ? Map.of() : fields);
    file().write(contexts.with(context));
    done((before == null ? "Made the context " : "Changed the context ") + name + ".");
    if (!name.equals(contexts.current())) {
      session.output().note("  Use it: pipyctl config use-context " + name);
    }
    return 0;
  }

  @Command(
      name = "delete-context",
      description = "Forget a context. Servers are not touched.",
      footer = "  pipyctl config delete-context prod")
  int deleteContext(@Parameters(paramLabel = "CONTEXT", description = "Its name.") String name) {
    Contexts contexts = read();
    if (contexts.context(name) == null) {
      throw Destination.unknown(name, contexts);
    }
    file().write(contexts.without(name));
    done("Deleted the context " + name + ".");
    if (name.equals(contexts.current())) {
      session.output().note("  It was in use; now none is. See: pipyctl config get-contexts");
    }
    return 0;
  }

  @Command(
      name = "set-target",
      description = "Give the address of a server a name, for --target and for contexts.",
      footer = {
        "  pipyctl config set-target edge1 edge1.example.com:6060",
        "  pipyctl status -t edge1"
      })
  int setTarget(
      @Parameters(index = "0", paramLabel = "NAME", description = "The name.") String name,
      @Parameters(index = "1", paramLabel = "ADDR", description = "The address.") String address) {
    Target.parse(address);
    file().write(read().withTarget(name, address));
    done(name + " is " + address + ".");
    session.output().note("  Try it: pipyctl status -t " + name);
    return 0;
  }

  private ContextFile file() {
    return session.destination().file();
  }

  private Contexts read() {
    return file().readIfThere();
  }

  private void done(String what) {
    Output output = session.output();
    output.facts(
        new Facts().with("file", file().path().toString()).with("done", what),
        file().path().toString(),
        () -> output.line(output.style().green("✓ ") + what));
  }
}
