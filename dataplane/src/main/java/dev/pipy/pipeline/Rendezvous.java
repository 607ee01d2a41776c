package dev.pipy.pipeline;

import dev.pipy.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where streams meet: what one of them sends all others put out. What the first sends while it is
/// alone waits for the second, bounded as in [HeldInput]. Confined to a worker.
public final class Rendezvous {

  private final List<Stage> parties = new ArrayList<>();
  private @Nullable HeldInput waiting;

  /// Adds a party, which puts out what waits.
  public void join(Stage party) {
    parties.add(party);
    var held = waiting;
    if (held != null && parties.size() > 1) {
      waiting = null;
      for (var event = held.poll(); event != null; event = held.poll()) {
        party.emit(event);
      }
      held.resume();
    }
  }

  /// Takes over an event and gives it to all but the sender. False, and it is released, if the
  /// sender is alone and too much waits.
  public boolean send(Stage sender, Event event) {
    if (parties.size() < 2) {
      if (waiting == null) {
        waiting = new HeldInput(sender.worker());
      }
      return waiting.add(event);
    }
    for (var party : List.copyOf(parties)) {
      if (party != sender) {
        party.guard(() -> party.emit(event.share()));
      }
    }
    event.release();
    return true;
  }

  /// Removes a party. What it sent while it was alone is dropped.
  public void leave(Stage party) {
    if (parties.remove(party) && parties.isEmpty() && waiting != null) {
      waiting.release();
      waiting = null;
    }
  }
}
