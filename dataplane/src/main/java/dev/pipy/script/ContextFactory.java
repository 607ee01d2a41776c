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
  private final Value readers;
  private final Value testers;

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
    readers = functions.getMember("readers");
    testers = functions.getMember("testers");
  }

  /// A function that reads one property of such an object. Faster than to ask for the member, which
  /// looks it up by name each time.
  Value reader(String property) {
    return readers.getMember(property);
  }

  /// A function that says whether a property is truthy.
  Value tester(String property) {
    return testers.getMember(property);
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
    var readers = new StringBuilder(ContextSlots.INBOUND + ": c => c.__inbound");
    var testers = new StringBuilder(ContextSlots.INBOUND + ": c => !!c.__inbound");
    for (var key : keys) {
      var access = ContextSlots.access(key);
      literal.append(",\n").append(ContextSlots.quote(key)).append(": undefined");
      assignments.append("c").append(access).append(" = o").append(access).append(";\n");
      readers.append(",\n").append(ContextSlots.quote(key)).append(": c => c").append(access);
      testers.append(",\n").append(ContextSlots.quote(key)).append(": c => !!c").append(access);
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
      return { copy, create, readers: { %s }, testers: { %s } }
    })
    """
        .formatted(literal, assignments, readers, testers);
  }
}
