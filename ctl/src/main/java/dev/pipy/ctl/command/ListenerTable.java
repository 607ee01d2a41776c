package dev.pipy.ctl.command;

import dev.pipy.control.v1.Listener;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.util.List;

/// Listening ports, with what came to each.
final class ListenerTable {

  private ListenerTable() {}

  /// @param dropped how to show what was dropped, which is rare
  static Table of(Output output, List<Listener> listeners, Column dropped) {
    Table table =
        new Table(output.format())
            .column("LISTENER", Column.TEXT)
            .column("PROGRAM", Column.TEXT)
            .column("REV", Column.TEXT)
            .column("CONNS", Column.NUMBER)
            .column("ACCEPTED", Column.NUMBER)
            .column("DROPPED", dropped);
    for (Listener listener : listeners) {
      table.row(
          listener.getAddress(),
          listener.getProgram(),
          Revisions.name(listener.getRevision()),
          String.valueOf(listener.getConnections()),
          String.valueOf(listener.getAcceptedTotal()),
          String.valueOf(listener.getDroppedTotal()));
    }
    return table;
  }
}
