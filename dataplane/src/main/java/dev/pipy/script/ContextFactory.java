package dev.pipy.script;

import java.util.Collection;
import java.util.TreeSet;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Makes the objects that hold context variables: all of one shape, by code made for the program.
final class ContextFactory {

  private final Value create;
  private final Value copy;

  /// The realm is entered.
  ///
  /// @param initial object with the initial values by key
  ContextFactory(Context context, Collection<String> keys, Value initial) {
    var functions =
        context
            .eval(
                Source.newBuilder("js", code(new TreeSet<>(keys)), "contexts")
                    .internal(true)
                    .buildLiteral())
            .execute(initial);
    create = functions.getMember("create");
    copy = functions.getMember("copy");
  }

  /// An object with the initial values.
  Value create(@Nullable Value inbound) {
    return create.execute(inbound);
  }

  /// An object with the present values of another.
  Value copy(Value variables) {
    return copy.execute(variables);
  }

  /// Every property is undefined first, because an engine of version 25.0 may return a wrong number
  /// from a property that began as an integer and became a fraction.
  private static String code(Collection<String> keys) {
    var literal = new StringBuilder(ContextSlots.INBOUND + ": undefined");
    var assignments = new StringBuilder("c.__inbound = o.__inbound;\n");
    for (var key : keys) {
      var access = ContextSlots.access(key);
      literal.append(",\n").append(ContextSlots.quote(key)).append(": undefined");
      assignments.append("c").append(access).append(" = o").append(access).append(";\n");
    }
    return """
    (function (initial) {
      'use strict'
      const copy = o => {
        const c = { %s }
        %s
        return c
      }
      const create = inbound => {
        const c = copy(initial)
        c.__inbound = inbound
        return c
      }
      return { copy, create }
    })
    """
        .formatted(literal, assignments);
  }
}
