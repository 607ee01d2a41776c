package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.RecordedCodebase;
import dev.pipy.pipeline.ScriptArguments;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.quota.NamedQuotas;
import dev.pipy.script.ListenerList;
import dev.pipy.script.NameLookup;
import dev.pipy.script.ScriptServices;
import dev.pipy.upstream.Connector;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What the scripts of one activation may ask of the process. Any thread.
final class ProgramServices implements ScriptServices {

  private final Activation activation;
  private final Codebase codebase;
  private final NamedQuotas keyedQuotas;
  private final WorkerProgram.Services services;
  private final IntConsumer onExit;
  private final Runnable onRestart;
  private final NamedQuotas loadedQuotas = new NamedQuotas();
  private final ListenerArrays listenerArrays = new ListenerArrays();
  private volatile long generation;

  /// @param onExit ends the process
  /// @param onRestart loads the codebase again
  ProgramServices(
      Activation activation,
      NamedQuotas keyedQuotas,
      WorkerProgram.Services services,
      IntConsumer onExit,
      Runnable onRestart) {
    this.activation = activation;
    this.codebase =
        activation.scrutiny() == Activation.Scrutiny.DEPLOY
            ? new RecordedCodebase(activation.codebase())
            : activation.codebase();
    this.keyedQuotas = keyedQuotas;
    this.services = services;
    this.onExit = onExit;
    this.onRestart = onRestart;
  }

  @Override
  public String program() {
    return activation.program();
  }

  @Override
  public long revision() {
    return activation.revision();
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public void activated(long number) {
    generation = number;
  }

  @Override
  public Codebase codebase() {
    return codebase;
  }

  @Override
  public NamedQuotas keyedQuotas() {
    return keyedQuotas;
  }

  @Override
  public NamedQuotas loadedQuotas() {
    return loadedQuotas;
  }

  @Override
  public ListenerList listeners(String key, @Nullable Object options) {
    return listenerArrays.get(key, options);
  }

  @Override
  public List<String> arguments() {
    return services.find(ScriptArguments.class).values();
  }

  @Override
  public SystemAccess systemAccess() {
    return services.find(SystemAccess.class);
  }

  @Override
  public NameLookup names() {
    return new ConnectorNames(services.find(Connector.class));
  }

  @Override
  public void exit(int code) {
    onExit.accept(code);
  }

  @Override
  public void restart() {
    onRestart.run();
  }
}
