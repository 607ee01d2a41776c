package dev.pipy.filter.flow;

import dev.pipy.filter.flow.Throttle.QuotaSource;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Quantity;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import dev.pipy.quota.Quota;
import dev.pipy.quota.QuotaAccounts;
import dev.pipy.quota.QuotaRules;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// What the throttling filters are told: which quota, whose, and what to do with the input.
final class ThrottleArguments {

  static final Param<Dynamic> ACCOUNT =
      Param.optional(
          "account",
          new ParamType<>(
              ParamType.ANY.name(),
              ParamType.ANY.expectation(),
              "",
              // an object may be an account, but this one is meant as options
              value ->
                  value instanceof ScriptObject object
                          && object.properties().containsKey("blockInput")
                      ? null
                      : Dynamic.of(value)),
          "Streams with equal accounts share a quota that is a number; all do if there is none. A"
              + " function is called once per stream, at its first event.");

  static final Param<Boolean> BLOCK_INPUT =
      Param.withDefault(
          "blockInput",
          ParamType.BOOLEAN,
          true,
          "true",
          "Whether the source is paused as soon as something waits, otherwise from 64 KiB on.");

  private ThrottleArguments() {}

  /// @param documentation what one unit is
  static Param<Dynamic> quota(String type, String expectation, String documentation) {
    return Param.required(
        "quota",
        new ParamType<>(
            type + " | Quota | function",
            expectation + ", an algo.Quota, or a function",
            "",
            value ->
                value instanceof Callback || value instanceof Quota || amount(value) != null
                    ? Dynamic.of(value)
                    : null),
        documentation);
  }

  /// @param rules of a quota that is a number
  static QuotaSource source(Args args, Param<Dynamic> quota, DoubleFunction<QuotaRules> rules) {
    var amount = args.get(quota);
    var account = args.find(ACCOUNT);
    // numbers are exact over all workers as well
    var accounts = args.linker().shared(QuotaAccounts::new);
    return (stage, onTurn) -> {
      var loop = stage.worker().loop();
      var value = amount.get(stage.context());
      if (value instanceof Quota shared) {
        return shared.claim(loop, onTurn);
      }
      var number = amount(value);
      if (number == null) {
        throw UnusableResult.report(stage, value, "a number from 0 on, or an algo.Quota");
      }
      return accounts.claim(
          account(account, stage), rules.apply(number), stage.worker().nanoTime(), loop, onTurn);
    };
  }

  private static @Nullable Object account(@Nullable Dynamic account, Stage stage) {
    var value = account == null ? null : account.get(stage.context());
    return switch (value) {
      case Pending _ -> throw UnusableResult.report(stage, value, "an account that is no promise");
      case Number number -> number.doubleValue() + 0.0; // so that 1 and 1.0, 0 and -0 are equal
      case null, default -> value;
    };
  }

  private static @Nullable Double amount(@Nullable Object value) {
    return switch (value) {
      case Number number when number.doubleValue() >= 0 && number.doubleValue() < 1e15 ->
          number.doubleValue();
      case String text -> {
        var bytes = Quantity.bytes(text);
        yield bytes == null ? null : (double) bytes;
      }
      case null, default -> null;
    };
  }
}
