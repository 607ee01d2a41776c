package dev.pipy.control.host;

import dev.pipy.DataPlane;
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

/// Programs that run in a data plane of this process.
public final class DataPlaneHost implements ProgramHost {

  private final DataPlane dataPlane;

  /// Takes the data plane over.
  public DataPlaneHost(DataPlane dataPlane) {
    this.dataPlane = dataPlane;
  }

  @Override
  public Activation.Outcome activate(Activation activation) throws CodebaseException {
    return dataPlane.activate(activation);
  }

  @Override
  public Activation.Outcome check(Activation activation) throws CodebaseException {
    return dataPlane.check(activation);
  }

  @Override
  public boolean keepWarm(Activation activation) throws CodebaseException {
    return dataPlane.keepWarm(activation);
  }

  @Override
  public void dropWarm(String program) {
    dataPlane.dropWarm(program);
  }

  @Override
  public Activation.Validation validate(Activation activation) {
    return dataPlane.validate(activation);
  }

  @Override
  public long stop(String program, Duration drainLimit) {
    return dataPlane.stop(program, drainLimit);
  }

  @Override
  public long drain(Duration drainLimit) {
    return dataPlane.drain(drainLimit);
  }

  @Override
  public void onEvent(Consumer<ProgramEvent> listener) {
    dataPlane.onEvent(listener);
  }

  @Override
  public void windDown(boolean isOn) {
    dataPlane.windDown(isOn);
  }

  @Override
  public List<ProgramStatus> programs() {
    return dataPlane.programs();
  }

  @Override
  public @Nullable ProgramGraph graph(String program) {
    return dataPlane.graph(program);
  }

  @Override
  public ProgramGraph graph(Activation activation) throws CodebaseException {
    return dataPlane.graph(activation);
  }

  @Override
  public @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    return dataPlane.administer(request);
  }

  @Override
  public Inspection inspection() {
    return dataPlane.inspection();
  }

  @Override
  public List<ListenerStatus> listeners() {
    return dataPlane.listeners();
  }

  @Override
  public long connections() {
    return dataPlane.connections();
  }

  @Override
  public MetricSnapshot metrics() {
    return dataPlane.metrics();
  }

  @Override
  public List<Integer> silentWorkers(Duration limit) {
    return dataPlane.silentWorkers(limit);
  }

  @Override
  public int workers() {
    return dataPlane.workers();
  }

  @Override
  public String transport() {
    return dataPlane.transport();
  }

  @Override
  public String scriptMode() {
    return dataPlane.scriptMode();
  }

  @Override
  public String scriptEngineVersion() {
    return dataPlane.scriptEngineVersion();
  }

  @Override
  public void close() {
    dataPlane.close();
  }
}
