package dev.pipy.program;

import dev.pipy.pipeline.PipelineLayout;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Draws a module's pipelines as text, for the start log.
final class ModuleGraph {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.config");

  /// Columns that a branch is indented by.
  private static final int INDENT = 7;

  private final List<String> lines = new ArrayList<>();

  private ModuleGraph() {}

  /// Logs a module: its title, then a drawing per root pipeline.
  static void log(ModulePlan module, LayoutLinker linker) {
    var title = "Module " + module.path();
    LOG.info("");
    LOG.info(title);
    LOG.info("=".repeat(title.length()));
    LOG.info("");
    for (var plan : roots(module, linker)) {
      for (var line : draw(linker.link(module, plan))) {
        LOG.info("  " + line);
      }
      LOG.info("");
    }
  }

  private static List<PipelinePlan> roots(ModulePlan module, LayoutLinker linker) {
    var roots = new ArrayList<PipelinePlan>();
    roots.addAll(module.doors());
    module.tasks().forEach(task -> roots.add(task.plan()));
    if (module.entrance() != null) {
      roots.add(module.entrance());
    }
    module.named().values().stream()
        .filter(plan -> !linker.reach().isTarget(plan))
        .forEach(roots::add);
    return roots;
  }

  /// The drawing of one root pipeline, a line each.
  static List<String> draw(PipelineLayout root) {
    var graph = new ModuleGraph();
    graph.lines.add("[" + root.name() + "]");
    graph.lines.add("----->|");
    graph.lines.add("      |");
    graph.filters(root, 5);
    graph.closeRoot();
    return graph.lines;
  }

  /// Filters one below the other; what a filter hands events to hangs off it.
  private void filters(PipelineLayout layout, int column) {
    for (var node : layout.nodes()) {
      lines.add(" ".repeat(column) + node.name());
      for (var branch : node.branches()) {
        lines.add(" ".repeat(column + 1) + "|");
        var label = branch.name().isEmpty() ? "[]" : "[" + branch.name() + "]";
        lines.add(" ".repeat(column + 1) + "|--> " + label);
        filters(branch, column + INDENT);
      }
      if (!node.branches().isEmpty()) {
        lines.add(" ".repeat(column + 1) + "|");
      }
    }
  }

  private void closeRoot() {
    if (!lines.getLast().isBlank() && !lines.getLast().endsWith("|")) {
      lines.add("      |");
    }
    lines.add("<-----|");
  }
}
