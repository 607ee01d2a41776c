package dev.pipy.filter.spec;

import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The arguments of one call, checked against a [FilterSpec], and the linker's services. Used while
/// layouts are linked, not on the path of a byte.
public final class Args {

  private final FilterSpec spec;
  private final Map<Param<?>, Object> values;
  private final @Nullable Callback optionsFunction;
  private final List<@Nullable Object> positional;
  private final Linker linker;

  private Args(
      FilterSpec spec,
      Map<Param<?>, Object> values,
      @Nullable Callback optionsFunction,
      List<@Nullable Object> positional,
      Linker linker) {
    this.spec = spec;
    this.values = values;
    this.optionsFunction = optionsFunction;
    this.positional = positional;
    this.linker = linker;
  }

  /// Checks `arguments` against `spec`. Throws [ArgumentException].
  public static Args of(FilterSpec spec, List<@Nullable Object> arguments, Linker linker) {
    var values = new HashMap<Param<?>, Object>();
    if (!spec.isVariadic()) {
      matchPositional(spec, arguments, values);
    }
    return new Args(spec, values, optionsFunction(spec, arguments), arguments, linker);
  }

  /// The function that stands in the place of the options; null if there is none.
  public @Nullable Callback optionsFunction() {
    return optionsFunction;
  }

  /// These arguments, with the options that [#optionsFunction] returned. Throws
  /// [ArgumentException].
  public Args withOptions(@Nullable Object options) {
    var all = new HashMap<>(values);
    if (options != null) {
      readOptions(spec, "function", options, all);
    }
    return new Args(spec, all, null, positional, linker);
  }

  /// The value of a parameter that is required or has a default.
  public <T> T get(Param<T> param) {
    return Objects.requireNonNull(find(param), param.name());
  }

  /// The value of a parameter, its default, or null.
  @SuppressWarnings("unchecked") // values were read by the parameter's own type
  public <T> @Nullable T find(Param<T> param) {
    var value = (T) values.get(param);
    return value != null ? value : param.defaultValue();
  }

  /// The layout that a pipeline parameter names.
  public PipelineLayout pipeline(Param<PipelineRef> param) {
    return linker.pipeline(get(param));
  }

  /// All arguments as they were given, for filters that read them on their own.
  public List<@Nullable Object> positional() {
    return positional;
  }

  /// The linker's services.
  public Linker linker() {
    return linker;
  }

  /// The program on the worker that the layout is for.
  public PipelineHost host() {
    return linker.host();
  }

  /// Throws ArgumentException if scripts may not write files or run programs here.
  ///
  /// @param what such as "running programs"
  public void requireChanges(String what) {
    if (!host().systemAccess().allowsChanges()) {
      throw new ArgumentException(host().systemAccess().refusal(what));
    }
  }

  /// Throws ArgumentException if scripts may not read files here.
  public void requireReading() {
    if (!host().systemAccess().allowsReading()) {
      throw new ArgumentException(host().systemAccess().refusal("reading files"));
    }
  }

  private static @Nullable Callback optionsFunction(
      FilterSpec spec, List<@Nullable Object> arguments) {
    int place = spec.parameters().size();
    return spec.mayAskForOptions()
            && arguments.size() > place
            && arguments.get(place) instanceof Callback function
        ? function
        : null;
  }

  private static void matchPositional(
      FilterSpec spec, List<@Nullable Object> arguments, Map<Param<?>, Object> values) {
    var params = spec.parameters();
    int next = 0;
    for (int i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (next >= params.size()) {
        boolean isAsked = spec.mayAskForOptions() && argument instanceof Callback;
        if (!spec.options().isEmpty() && argument != null && !isAsked) {
          readOptions(spec, "argument #" + (i + 1), argument, values);
        }
        return; // what is left over is ignored, as ever
      }
      if (argument == null && !params.get(next).isRequired()) {
        next++;
        continue;
      }
      int match = matching(params, next, argument);
      if (match >= 0) {
        values.put(params.get(match), Objects.requireNonNull(read(params.get(match), argument)));
        next = match + 1;
      } else if (!spec.options().isEmpty() && onlyOptionalFrom(params, next) && argument != null) {
        readOptions(spec, "argument #" + (i + 1), argument, values);
        next = params.size();
      } else {
        throw ArgumentException.expects(i + 1, params.get(next).type().expectation());
      }
    }
    requireRest(params, next);
  }

  /// The first parameter from `from` on that takes the argument, passing over optional ones.
  private static int matching(List<Param<?>> params, int from, @Nullable Object argument) {
    for (int i = from; i < params.size(); i++) {
      if (read(params.get(i), argument) != null) {
        return i;
      }
      if (params.get(i).isRequired()) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean onlyOptionalFrom(List<Param<?>> params, int from) {
    return params.stream().skip(from).noneMatch(Param::isRequired);
  }

  private static void requireRest(List<Param<?>> params, int from) {
    var missing = new ArrayList<String>();
    int last = 0;
    for (int i = 0; i < params.size(); i++) {
      if (params.get(i).isRequired()) {
        last = i + 1;
        if (i >= from) {
          missing.add(params.get(i).name());
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new ArgumentException(
          "requires " + last + " or more arguments (missing: " + String.join(", ", missing) + ")");
    }
  }

  private static <T> @Nullable T read(Param<T> param, @Nullable Object argument) {
    return argument == null ? null : param.type().read(argument);
  }

  private static void readOptions(
      FilterSpec spec, String place, Object argument, Map<Param<?>, Object> values) {
    var fields = ParamType.OBJECT.read(argument);
    if (fields == null) {
      throw new ArgumentException(place + " expects an object with options");
    }
    for (var option : spec.options()) {
      var value = fields.get(option.name());
      if (value == null) {
        continue;
      }
      var read = option.type().read(value);
      if (read == null) {
        throw new ArgumentException(
            "options." + option.name() + " expects " + option.type().expectation());
      }
      values.put(option, read);
    }
  }
}
