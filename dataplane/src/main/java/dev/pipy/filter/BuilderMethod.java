package dev.pipy.filter;

import java.util.List;

/// A method of a script's configuration that is no filter. Only its documentation is here; what it
/// does is up to the language.
///
/// @param name as in scripts
/// @param signature such as `listen(port, options?)`
/// @param summary one sentence
/// @param description more, as Markdown; may be empty
/// @param types its forms in TypeScript, a line each
public record BuilderMethod(
    String name, String signature, String summary, String description, String types) {

  /// All of them, in the order in which they are listed.
  public static final List<BuilderMethod> ALL =
      List.of(
          new BuilderMethod(
              "listen",
              "listen(port, options?)",
              "Begins a pipeline for each connection to a port.",
              """
              `port` is a number, for all IPv4 addresses, or `'address:port'`. Bytes from the client
              come in as Data; Data that comes out is sent back.

              With `{ protocol: 'udp' }` there is a pipeline for each address that datagrams come
              from. Each datagram is one Data, and each Data that comes out is sent back as one
              datagram; empty ones are not sent, and one of more than 65,507 bytes ends the peer. It
              ends with StreamEnd, or when nothing has come or gone for `idleTimeout`, 60 s if not
              set. `maxConnections` limits the peers, 10,000 if not set: datagrams of others are
              dropped, as are those that the pipeline cannot keep up with, and answers beyond
              `bufferLimit`, 4m if not set, that the system does not take. The number of dropped
              ones is part of the status.

              With `transparent: true`, for TCP on Linux, connections that the system has redirected
              to the port know where they meant to go: `__inbound.destinationAddress` and
              `destinationPort`. That takes nothing for NAT (REDIRECT); for TPROXY the process needs
              CAP_NET_ADMIN, and a warning in the log says so if it has not. `peerStats: true` has
              metrics count the clients of each address, 1,000 addresses at most.
              `maxPortConnections` is another name of `maxConnections`.

              A `ListenerArray` in place of the port has ports that scripts add and remove while the
              program runs.
              """,
              """
              listen(port: number | string, options?: ListenOptions): Configuration
              listen(ports: ListenerArray): Configuration
              """),
          new BuilderMethod(
              "task",
              "task(when?, events?)",
              "Begins a pipeline that runs at start, at intervals, or on a signal.",
              """
              Without `when` it runs once; `'5s'` means at start and then every five seconds; a name
              such as `'SIGHUP'` means on that signal. A run is over when StreamEnd comes out; until
              then the next one is skipped.

              Each run is fed with an empty message, or with events that are given, or that a function
              returns.
              """,
              "task(when?: string | number, events?: Events | Callback): Configuration\n"),
          new BuilderMethod(
              "watch",
              "watch(path)",
              "Begins a pipeline that runs when a file of the codebase has changed.",
              """
              `path` is a file or a folder, which is looked at every five seconds. A codebase that was
              deployed does not change, so this is for those that run from their folder.
              """,
              "watch(path: string): Configuration\n"),
          new BuilderMethod(
              "exit",
              "exit(events?)",
              "Begins a pipeline that runs when the program stops for good.",
              """
              The program waits until StreamEnd comes out, up to its drain timeout. Events, or a
              function that returns them, are what the pipeline is fed with.
              """,
              "exit(events?: Events | Callback): Configuration\n"),
          new BuilderMethod(
              "admin",
              "admin(path)",
              "Begins a pipeline that answers requests to the operations endpoint.",
              """
              `path` begins with `/admin/`, and so do the paths of the requests that the pipeline gets,
              one message each, for the first message that comes out; the longest path goes first.
              Every worker is asked, and the bodies of their answers stand one behind the other.
              Requests and answers have 1 MiB and 64 MiB at most, an answer has 10 seconds. The
              endpoint is there with `pipy --ops-address`, and knows no clients: keep it inside.
              """,
              "admin(path: string): Configuration\n"),
          new BuilderMethod(
              "pipeline",
              "pipeline(name?)",
              "Begins a pipeline that filters and other modules can name.",
              "Without a name it is the entrance of the module, for `use` and `chain`.\n",
              "pipeline(name?: string): Configuration\n"),
          new BuilderMethod(
              "export",
              "export(namespace, variables)",
              "Adds variables to the context and lets other modules import them.",
              "",
              "export(namespace: string, variables: Variables): Configuration\n"),
          new BuilderMethod(
              "import",
              "import(variables)",
              "Makes variables of other modules visible under their own names.",
              "`import({ __user: 'auth' })` takes `__user` from the namespace `auth`.\n",
              "import(variables: Record<string, string>): Configuration\n"),
          new BuilderMethod(
              "onStart",
              "onStart(events | function)",
              "Says what a pipeline is fed with before anything else.",
              """
              Stands before the first filter. A function is told what the pipeline is for: the
              connection on a port (see `__inbound`), the key of a session of a mux, the object or
              element and index of a `fork`.
              """,
              "onStart(events: Events | Callback): Configuration\n"),
          new BuilderMethod(
              "onEnd",
              "onEnd(function)",
              "Calls a function when a pipeline is closed.",
              "Stands before the first filter.\n",
              "onEnd(callback: Callback): Configuration\n"),
          new BuilderMethod(
              "repeat",
              "repeat(count | array, function)",
              "Adds filters several times while the script loads.",
              """
              The function is called with the configuration and an index from 0, or with the
              configuration, an element of the array and its index:
              `.repeat(['a', 'b'], ($, name) => $.fork(name))`.
              """,
              """
              repeat(count: number, add: ($: Configuration, index: number) => any): Configuration
              repeat<E>(
                items: readonly E[],
                add: ($: Configuration, item: E, index: number) => any
              ): Configuration
              """),
          new BuilderMethod(
              "to",
              "to(pipeline)",
              "Gives the filter before it its pipeline: a name, or one written in place.",
              """
              `.fork().to($=>$.print().dummy())` is the same as `.fork('log')` with a pipeline `log`.
              """,
              "to(pipeline: Pipeline): Configuration\n"));
}
