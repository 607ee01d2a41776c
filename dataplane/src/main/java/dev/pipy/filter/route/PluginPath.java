package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of one stream through the modules of a [Use]: there in order, back in reverse. Pipelines
/// open when the first event reaches them. Confined to a worker.
final class PluginPath implements Filter {

  private final List<Module> modules;
  private final @Nullable Callback turnDown;
  private final Visit[] visits;
  private boolean isEnded;

  /// One module's part.
  ///
  /// @param request null means straight on
  /// @param response null means straight back
  record Module(@Nullable PipelineLayout request, @Nullable PipelineLayout response) {}

  /// What became of a module in this stream.
  private static final class Visit {
    private Decision decision = Decision.OPEN;
    private @Nullable Pipeline request;
    private @Nullable Pipeline response;
  }

  private enum Decision {
    OPEN,
    ENTERED,
    TURNED_DOWN
  }

  PluginPath(List<Module> modules, @Nullable Callback turnDown) {
    this.modules = modules;
    this.turnDown = turnDown;
    visits = new Visit[modules.size()];
    for (int i = 0; i < visits.length; i++) {
      visits[i] = new Visit();
    }
  }

  @Override
  public void handle(Event event, Stage stage) {
    forth(0, event, stage);
  }

  @Override
  public void drain(Stage stage) {
    for (var visit : visits) {
      if (visit.request != null) {
        visit.request.drain();
      }
      if (visit.response != null) {
        visit.response.drain();
      }
    }
  }

  @Override
  public void close() {
    isEnded = true;
    for (var visit : visits) {
      if (visit.request != null) {
        visit.request.close();
      }
      if (visit.response != null) {
        visit.response.close();
      }
    }
  }

  /// An event reaches the module at `index` on the way there.
  private void forth(int index, Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (index == visits.length) {
      back(index - 1, event, stage);
      return;
    }
    var visit = visits[index];
    if (visit.decision == Decision.OPEN) {
      visit.decision = decide(stage);
    }
    switch (visit.decision) {
      case OPEN -> throw new IllegalStateException("undecided");
      case TURNED_DOWN -> back(index - 1, event, stage);
      case ENTERED -> {
        var layout = modules.get(index).request();
        if (layout == null) {
          forth(index + 1, event, stage);
          return;
        }
        if (visit.request == null) {
          visit.request =
              layout.open(stage.context(), output -> forthGuarded(index + 1, output, stage));
        }
        visit.request.input(event);
      }
    }
  }

  /// The same from within a pipeline, whose own filters are not to blame if `turnDown` fails.
  private void forthGuarded(int index, Event event, Stage stage) {
    if (index == visits.length || visits[index].decision != Decision.OPEN) {
      forth(index, event, stage);
      return;
    }
    stage.guard(() -> {
      try {
        forth(index, event, stage);
      } catch (CallFailure failure) {
        event.release();
        isEnded = true;
        throw failure;
      }
    });
  }

  /// An event reaches the module at `index` on the way back.
  private void back(int index, Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (index < 0) {
      stage.emit(event);
      return;
    }
    var layout = modules.get(index).response();
    if (layout == null) {
      back(index - 1, event, stage);
      return;
    }
    var visit = visits[index];
    if (visit.response == null) {
      visit.response = layout.open(stage.context(), output -> back(index - 1, output, stage));
    }
    visit.response.input(event);
  }

  private Decision decide(Stage stage) {
    return turnDown != null && turnDown.test(stage.context())
        ? Decision.TURNED_DOWN
        : Decision.ENTERED;
  }
}
