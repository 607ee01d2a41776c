package dev.pipy.filter.spec;

import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.transport.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an argument of a script is read. Values arrive in the neutral form that [Callback]
/// describes, functions as [Callback].
///
/// @param <T> what a filter gets
public final class ParamType<T> {

  /// Text.
  public static final ParamType<String> STRING =
      new ParamType<>(
          "string", "a string", "", value -> value instanceof String text ? text : null);

  /// A number, as given.
  public static final ParamType<Double> NUMBER =
      new ParamType<>("number", "a number", "", ParamType::number);

  /// A whole number.
  public static final ParamType<Integer> INTEGER =
      new ParamType<>("integer", "a whole number", "", ParamType::integer);

  /// `true` or `false`, also as strings.
  public static final ParamType<Boolean> BOOLEAN =
      new ParamType<>("boolean", "a boolean", "", ParamType::bool);

  /// Bytes: a number, or text such as `'256k'` or `'1.5m'` (factors of 1024, up to `t`).
  public static final ParamType<Long> SIZE =
      new ParamType<>("size", "a size in bytes such as 4096 or '256k'", "bytes", Quantity::bytes);

  /// A time: seconds as a number, or text with the unit `ms`, `s`, `m`, `h` or `d`.
  public static final ParamType<Duration> DURATION =
      new ParamType<>("duration", "a duration such as 1.5 or '5s'", "seconds", Quantity::duration);

  /// What a port or a connection speaks.
  public static final ParamType<Protocol> PROTOCOL =
      new ParamType<>(
          "'tcp' | 'udp'",
          "'tcp' or 'udp'",
          "",
          value -> value.equals("tcp") ? Protocol.TCP : value.equals("udp") ? Protocol.UDP : null);

  /// A function.
  public static final ParamType<Callback> FUNCTION =
      new ParamType<>(
          "function", "a function", "", value -> value instanceof Callback call ? call : null);

  /// A value of any type, or a function that is called for it.
  public static final ParamType<Dynamic> ANY =
      new ParamType<>("any | function", "a value or a function", "", Dynamic::of);

  /// Text, or a function that returns it.
  public static final ParamType<Dynamic> STRING_OR_FUNCTION =
      new ParamType<>(
          "string | function",
          "a string or a function",
          "",
          value -> value instanceof String || value instanceof Callback ? Dynamic.of(value) : null);

  /// Events to emit, or a function that returns them.
  public static final ParamType<Dynamic> EVENTS =
      new ParamType<>(
          "events | function",
          "an event, a Message, an array of those, or a function",
          "",
          value ->
              Emission.isEvents(value) || value instanceof Callback ? Dynamic.of(value) : null);

  /// A pipeline: its name, or `$=>$...` given to `.to()`.
  public static final ParamType<PipelineRef> PIPELINE =
      new ParamType<>(
          "pipeline",
          "the name of a pipeline",
          "",
          value ->
              switch (value) {
                case String name -> new PipelineRef.Named(name);
                case PipelineRef ref -> ref;
                default -> null;
              });

  /// A pipeline, or a function that returns its name: a [PipelineRef] or a [Callback].
  public static final ParamType<Object> PIPELINE_OR_FUNCTION =
      new ParamType<>(
          "pipeline | function",
          "the name of a pipeline or a function",
          "",
          value -> value instanceof Callback function ? function : PIPELINE.read(value));

  /// A pipeline: its name, or `$=>$...` in place. The builder turns such functions into references.
  public static final ParamType<PipelineRef> INLINE_PIPELINE =
      new ParamType<>(
          "pipeline | $=>$...", "the name of a pipeline or $=>$...", "", PIPELINE::read);

  /// One module of the codebase by its path, or an array of several. The builder loads them.
  public static final ParamType<List<String>> MODULES =
      new ParamType<>(
          "string | array",
          "a file of the codebase or an array of files",
          "",
          value ->
              switch (value) {
                case String path -> List.of(path);
                case List<?> paths when paths.stream().allMatch(String.class::isInstance) ->
                    paths.stream().map(String.class::cast).toList();
                default -> null;
              });

  /// An object with named values.
  public static final ParamType<Map<String, @Nullable Object>> OBJECT =
      new ParamType<>(
          "object",
          "an object",
          "",
          value -> value instanceof ScriptObject object ? object.properties() : null);

  private final String name;
  private final String expectation;
  private final String unit;
  private final String signature;
  private final Reader<T> reader;

  /// Reads an argument.
  ///
  /// @param <T> what a filter gets
  @FunctionalInterface
  public interface Reader<T> {

    /// The value, or null if the argument is not of this type.
    @Nullable T read(Object argument);
  }

  /// A function of which one knows how it is called.
  ///
  /// @param signature in TypeScript, such as "(message: Message) => any"
  public static ParamType<Callback> callback(String signature) {
    return new ParamType<>(
        FUNCTION.name(), FUNCTION.expectation(), FUNCTION.unit(), signature, FUNCTION::read);
  }

  /// A type of a filter's own.
  ///
  /// @param name for the reference, such as "size"
  /// @param expectation completes "argument #1 expects ..."
  /// @param unit "bytes", "seconds" or empty
  public ParamType(String name, String expectation, String unit, Reader<T> reader) {
    this(name, expectation, unit, "", reader);
  }

  private ParamType(
      String name, String expectation, String unit, String signature, Reader<T> reader) {
    this.name = name;
    this.expectation = expectation;
    this.unit = unit;
    this.signature = signature;
    this.reader = reader;
  }

  /// The name that the reference shows.
  public String name() {
    return name;
  }

  /// Completes "argument #1 expects ...".
  public String expectation() {
    return expectation;
  }

  /// "bytes", "seconds" or empty.
  public String unit() {
    return unit;
  }

  /// How a function is called, in TypeScript; empty if the name says it all.
  public String signature() {
    return signature;
  }

  /// The value, or null if the argument is not of this type.
  public @Nullable T read(Object argument) {
    return reader.read(argument);
  }

  private static @Nullable Double number(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : null;
  }

  private static @Nullable Integer integer(Object value) {
    var number = number(value);
    return number != null && number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE
        ? number.intValue()
        : null;
  }

  private static @Nullable Boolean bool(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case String text when text.equals("true") -> true;
      case String text when text.equals("false") -> false;
      default -> null;
    };
  }
}
