package dev.pipy.pipeline;

import org.jspecify.annotations.Nullable;

/// A function of a script, bound to its module. Confined to the worker that loaded it.
///
/// Arguments and results are neutral values:
///
/// | Java | in scripts |
/// |---|---|
/// | null | undefined (null comes in as null too) |
/// | Boolean, String, Double, Integer | the primitive |
/// | MessageStart, MessageEnd, StreamEnd | the event object |
/// | [dev.pipy.event.Head] | what a message shows as its head (arguments only) |
/// | [dev.pipy.event.Bytes] | Data; changes made by the script show in the same object |
/// | [dev.pipy.event.Message] | Message |
/// | java.util.List | array |
/// | java.util.Map | plain object (arguments only) |
/// | Quota of `dev.pipy.quota` | algo.Quota |
/// | CertificateChain, TlsKey of `dev.pipy.tls` | the objects of `crypto` |
/// | [Pending] | a promise that is not settled (results only) |
/// | [ScriptObject] | any other object or function |
///
/// Every call throws [CallFailure] if the function failed; the failure has been reported by then.
public interface Callback {

  /// Calls for effect with up to one argument. Returns null when done, or what to wait for when the
  /// function returned a promise that is not settled.
  @Nullable Pending run(StreamContext context, @Nullable Object argument);

  /// As [#run(StreamContext, Object)], for callers that count what they call it for.
  ///
  /// @param number counted from 0; the function gets it if it has a second parameter
  default @Nullable Pending run(StreamContext context, @Nullable Object argument, int number) {
    return run(context, argument);
  }

  /// Calls and converts the result.
  @Nullable Object call(StreamContext context, @Nullable Object... arguments);

  /// Calls without arguments and says whether the result is truthy.
  boolean test(StreamContext context);

  /// Whether it is written without parameters: what it is called with does not matter then.
  default boolean takesNothing() {
    return false;
  }

  /// How many parameters it is written with, up to the first that has a default.
  default int parameterCount() {
    return 0;
  }

  /// Whether its first parameter is written as an object pattern, as in `({ port }) => port`.
  default boolean takesPattern() {
    return false;
  }

  /// "file:line:column" of the function, for messages.
  String location();
}
