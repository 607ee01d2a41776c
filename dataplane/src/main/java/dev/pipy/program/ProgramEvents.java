package dev.pipy.program;

import dev.pipy.program.Activation.ListenerChange;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whoever wants to know what happens to programs. Any thread.
final class ProgramEvents {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.program");

  private volatile Consumer<ProgramEvent> listener = _ -> {};

  /// From now on tells this one, and no other.
  void listener(Consumer<ProgramEvent> listener) {
    this.listener = listener;
  }

  /// A generation became active.
  ///
  /// @param before the one that it replaces
  /// @param left connections that stay on that one
  /// @param took from the change until every worker had switched
  void activated(
      String program,
      Generation next,
      @Nullable Generation before,
      List<ListenerChange> changes,
      long left,
      Duration took) {
    long revision = next.activation().revision();
    long number = next.number();
    tell(
        before == null
            ? new ProgramEvent.Started(program, revision, number, took)
            : new ProgramEvent.Swapped(
                program, revision, number, before.activation().revision(), left, took));
    ports(program, next, changes);
  }

  /// Ports of a generation were opened and closed.
  void ports(String program, Generation one, List<ListenerChange> changes) {
    long revision = one.activation().revision();
    long number = one.number();
    for (var change : changes) {
      switch (change.kind()) {
        case OPENED ->
            tell(new ProgramEvent.ListenerOpened(program, revision, number, change.address()));
        case CLOSED ->
            tell(new ProgramEvent.ListenerClosed(program, revision, number, change.address()));
        case KEPT -> {}
      }
    }
  }

  /// Who is told may fail; what happened has happened.
  void tell(ProgramEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException bug) {
      LOG.error("an event could not be told", bug);
    }
  }
}
