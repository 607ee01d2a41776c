package dev.pipy.inspect;

import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.PipelineLayout.Node;
import java.util.ArrayList;
import java.util.List;

/// Lets any number of observations look at the pipelines of one layout. On its worker.
public final class Probes implements PipelineLayout.Probe {

  private final List<Observation> observations;

  private Probes(List<Observation> observations) {
    this.observations = List.copyOf(observations);
  }

  /// Pipelines of the layout that open from now on are looked at.
  public static void add(PipelineLayout layout, Observation observation) {
    var all = new ArrayList<>(of(layout));
    all.add(observation);
    layout.probe(new Probes(all));
  }

  /// Pipelines that open from now on are not looked at any more. Those that are open keep their
  /// observers, which have to know that it is over.
  public static void remove(PipelineLayout layout, Observation observation) {
    var rest = new ArrayList<>(of(layout));
    rest.remove(observation);
    layout.probe(rest.isEmpty() ? null : new Probes(rest));
  }

  private static List<Observation> of(PipelineLayout layout) {
    return layout.probe() instanceof Probes present ? present.observations : List.of();
  }

  @Override
  public List<Node> around(List<Node> nodes) {
    var observers =
        observations.stream().map(observation -> observation.open(nodes.size())).toList();
    var all = new ArrayList<Node>();
    for (int i = 0; i <= nodes.size(); i++) {
      for (var observer : observers) {
        var filter = observer.before(i);
        if (filter != null) {
          all.add(new Node("observer", "", () -> filter, List.of()));
        }
      }
      if (i < nodes.size()) {
        all.add(nodes.get(i));
      }
    }
    return all;
  }
}
