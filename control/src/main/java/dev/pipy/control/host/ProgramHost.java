package dev.pipy.control.host;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.program.Activation;
import dev.pipy.program.AdminRequest;
import dev.pipy.program.Inspection;
import dev.pipy.program.ListenerStatus;
import dev.pipy.program.ProgramEvent;
import dev.pipy.program.ProgramGraph;
import dev.pipy.program.ProgramStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What runs programs. [DataPlaneHost] is the real one; see [dev.pipy.DataPlane] for what the
/// methods promise.
public interface ProgramHost extends AutoCloseable {

  /// Swaps a codebase in.
  Activation.Outcome activate(Activation activation) throws CodebaseException;

  /// Does all of [#activate] but the swap.
  Activation.Outcome check(Activation activation) throws CodebaseException;

  /// Loads a version and keeps it; to activate it then takes milliseconds. Returns false if the
  /// program does not run, or runs this revision.
  boolean keepWarm(Activation activation) throws CodebaseException;

  /// Frees what is kept of a program.
  void dropWarm(String program);

  /// Looks at all of a codebase; nothing changes.
  Activation.Validation validate(Activation activation);

  /// Stops a program. Returns connections that were cut; -1 if no such program runs.
  long stop(String program, Duration drainLimit);

  /// Stops all programs. Returns connections that were cut.
  long drain(Duration drainLimit);

  /// From now on tells this one, and no other, what happens to programs: on the thread that it
  /// happens on, which must not wait.
  void onEvent(Consumer<ProgramEvent> listener);

  /// Lets clients go as they finish, those to come too; ports stay open. Or lets them stay again.
  void windDown(boolean isOn);

  /// What runs, by name.
  List<ProgramStatus> programs();

  /// The picture of what runs under a name; null if nothing does.
  @Nullable ProgramGraph graph(String program);

  /// The picture of a codebase that is loaded and checked for it.
  ProgramGraph graph(Activation activation) throws CodebaseException;

  /// Answers a request to the operations endpoint by a pipeline that a program has for its path;
  /// null if none has.
  @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request);

  /// Looks inside what runs.
  Inspection inspection();

  /// All listening ports, by address.
  List<ListenerStatus> listeners();

  /// Client connections that are open.
  long connections();

  /// All metrics now.
  MetricSnapshot metrics();

  /// Indexes of workers that do not run a task within the limit.
  List<Integer> silentWorkers(Duration limit);

  /// Number of workers.
  int workers();

  /// "epoll" or "nio".
  String transport();

  /// "optimized" or "interpreted".
  String scriptMode();

  /// Version of the script engine.
  String scriptEngineVersion();

  /// Ends the workers at once.
  @Override
  void close();
}
