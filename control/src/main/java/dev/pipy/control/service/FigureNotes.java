package dev.pipy.control.service;

import dev.pipy.program.GraphText;
import dev.pipy.program.ProgramGraph.Pipeline;
import dev.pipy.program.StatsSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of an interval behind the lines of a graph: of a pipeline how many opened and how
/// long answers took, of a filter what went into it. Nothing where nothing was.
record FigureNotes(StatsSession.Figures taken) implements GraphText.Notes {

  @Override
  public String of(Pipeline pipeline) {
    var figures = taken.figures().get(pipeline.id());
    var parts = new ArrayList<String>();
    if (figures != null) {
      addRate(parts, figures.opened(), " opened");
      if (figures.answered() > 0) {
        parts.add("p50 " + millis(figures.median()) + "  p99 " + millis(figures.slowest()));
      }
    }
    return String.join("  ", parts);
  }

  @Override
  public String of(Pipeline pipeline, int index) {
    var figures = taken.figures().get(pipeline.id());
    var parts = new ArrayList<String>();
    if (figures != null && index < figures.places().size()) {
      var place = figures.places().get(index);
      addRate(parts, place.messages(), " messages");
      if (place.messages() == 0) {
        addRate(parts, place.events(), " events");
      }
      if (place.bytes() > 0) {
        parts.add(amount(perSecond(place.bytes()) / 1024) + " KiB/s");
      }
      addRate(parts, place.errors(), " errors");
    }
    return String.join("  ", parts);
  }

  private void addRate(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(amount(perSecond(count)) + what + "/s");
    }
  }

  private double perSecond(long count) {
    return count / Math.max(1e-3, taken.interval().toNanos() / 1e9);
  }

  private static String amount(double amount) {
    if (amount >= 10_000) {
      return String.format(Locale.ROOT, "%.1fk", amount / 1000);
    }
    return String.format(Locale.ROOT, amount < 10 ? "%.1f" : "%.0f", amount);
  }

  private static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }
}
