package dev.pipy.filter.spec;

import dev.pipy.pipeline.FilterFactory;
import java.util.List;
import java.util.function.Function;

/// The one declaration of a filter. The listing, `--help-filters`, `docs/filters.md`, completion,
/// argument checks, the control API and the script binding all read it.
///
/// @param name the builder method
/// @param category groups the listing
/// @param summary one sentence
/// @param description more, as Markdown; may be empty
/// @param parameters positional, in order; a pipeline parameter stands first and may also be given
///   with `.to()`
/// @param options fields of a trailing options object
/// @param mayAskForOptions a function that returns the options may stand in their place
/// @param isVariadic the filter reads its arguments on its own; `parameters` is for the reader
/// @param input event kinds it acts on
/// @param output event kinds it emits
/// @param example a codebase of one file that runs
/// @param maker checks the arguments of one call and makes the factory; runs once per call of the
///   builder method and worker
public record FilterSpec(
    String name,
    Category category,
    String summary,
    String description,
    List<Param<?>> parameters,
    List<Param<?>> options,
    boolean mayAskForOptions,
    boolean isVariadic,
    String input,
    String output,
    String example,
    Function<Args, FilterFactory> maker) {

  /// What a filter is about.
  public enum Category {
    /// Whole HTTP messages and connections.
    HTTP,
    /// Connections.
    TCP,
    /// Where events go.
    FLOW,
    /// Looking at events, and changing them.
    EVENT,
    /// For whoever writes a script.
    DEBUG
  }

  /// Copies the lists.
  public FilterSpec {
    parameters = List.copyOf(parameters);
    options = List.copyOf(options);
  }

  /// The start of a declaration.
  public static FilterSpec of(String name, Category category, String summary) {
    return new FilterSpec(
        name,
        category,
        summary,
        "",
        List.of(),
        List.of(),
        false,
        false,
        "",
        "",
        "",
        _ -> {
          throw new IllegalStateException(name + " has no maker");
        });
  }

  /// The same filter under another name.
  public FilterSpec as(String alias) {
    return new FilterSpec(
        alias,
        category,
        summary,
        "The same as `" + name + "`.\n",
        parameters,
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example.replace("." + name + "(", "." + alias + "("),
        maker);
  }

  /// Adds more documentation.
  public FilterSpec described(String description) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// Sets the positional parameters.
  public FilterSpec takes(Param<?>... parameters) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        List.of(parameters),
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// Sets the options.
  public FilterSpec options(Param<?>... options) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        List.of(options),
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// A function that returns the options may stand in their place.
  public FilterSpec asksForOptions() {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        true,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// The filter reads its arguments on its own.
  public FilterSpec variadic() {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        mayAskForOptions,
        true,
        input,
        output,
        example,
        maker);
  }

  /// Says which events come in and go out.
  public FilterSpec events(String input, String output) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// Shows the filter in a codebase of one file.
  public FilterSpec example(String example) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// Ends the declaration.
  public FilterSpec makes(Function<Args, FilterFactory> maker) {
    return new FilterSpec(
        name,
        category,
        summary,
        description,
        parameters,
        options,
        mayAskForOptions,
        isVariadic,
        input,
        output,
        example,
        maker);
  }

  /// Whether the first parameter is a pipeline, so that `.to()` may give it.
  public boolean isJoint() {
    return !parameters.isEmpty()
        && (parameters.getFirst().type() == ParamType.PIPELINE || mayAskForPipeline());
  }

  /// Whether a function in the place of the pipeline says its name.
  public boolean mayAskForPipeline() {
    return !parameters.isEmpty() && parameters.getFirst().type() == ParamType.PIPELINE_OR_FUNCTION;
  }

  /// Whether the first parameter names modules of the codebase, which are loaded with the call.
  public boolean namesModules() {
    return !parameters.isEmpty() && parameters.getFirst().type() == ParamType.MODULES;
  }

  /// Whether a function as argument number `index`, from 0, of `count` is a pipeline in place. A
  /// filter that reads its arguments on its own repeats its parameters; a single last one is a
  /// pipeline.
  public boolean isInlinePipeline(int index, int count) {
    if (!isVariadic || parameters.stream().noneMatch(p -> p.type() == ParamType.INLINE_PIPELINE)) {
      return false;
    }
    boolean isRest = index == count - 1 && count % parameters.size() != 0;
    return isRest || parameters.get(index % parameters.size()).type() == ParamType.INLINE_PIPELINE;
  }

  /// Such as `muxHTTP(pipeline, key, options?)`.
  public String signature() {
    var words = new java.util.ArrayList<String>();
    for (var param : parameters) {
      words.add(param.isRequired() ? param.name() : param.name() + "?");
    }
    if (!options.isEmpty()) {
      words.add("options?");
    }
    if (isVariadic) {
      words.add("...");
    }
    return name + "(" + String.join(", ", words) + ")";
  }
}
