package dev.pipy.script;

import dev.pipy.codec.resp.RespError;
import dev.pipy.codec.resp.RespNull;
import dev.pipy.event.Bytes;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Plain data of scripts as a tree of Java values, and back: null, Boolean, Integer, Long, Double,
/// BigInteger (a BigInt), String, Instant (a Date), [Bytes] (a Data), List, and Map in the order of
/// its members. An Int of a script is a number, of 64 bits a Long or BigInteger. Undefined is null,
/// and members that are functions are left out. If exact, there are also [RespError] (an Error) and
/// [RespNull] (null, one way only), and a Long beyond 2^53 is a BigInt. The realm is entered.
final class ScriptTrees {

  /// How deep values may be nested.
  static final int DEEPEST = 500;

  /// The largest number up to which doubles have every whole number.
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private final Value newObject;
  private final Value newArray;
  private final Value newDate;
  private final Value newData;
  private final Value leafOf;
  private final Value raise;
  private final Value newError;
  private final Value messageOf;
  private final Value newBigInt;
  private final boolean isExact;

  /// Takes functions of the prelude, by name.
  ScriptTrees(Value functions, boolean isExact) {
    this.isExact = isExact;
    newObject = functions.getMember("newObject");
    newArray = functions.getMember("newArray");
    newDate = functions.getMember("newDate");
    newData = functions.getMember("newData");
    leafOf = functions.getMember("leafOf");
    raise = functions.getMember("raise");
    newError = functions.getMember("newError");
    messageOf = functions.getMember("messageOf");
    newBigInt = functions.getMember("newBigInt");
  }

  /// What to throw so that the script sees a `TypeError` with a message.
  RuntimeException error(String message) {
    try {
      raise.executeVoid(message);
    } catch (PolyglotException thrown) {
      return thrown;
    }
    return new IllegalStateException("no error was thrown: " + message);
  }

  /// The tree that a value stands for. Shares nothing with the script. Throws an error of the
  /// script for what is nested too deep, as a value inside itself is.
  @Nullable Object fromScript(Value value) {
    return fromScript(value, 0);
  }

  private @Nullable Object fromScript(Value value, int depth) {
    if (depth > DEEPEST) {
      throw error("value is nested deeper than " + DEEPEST + " levels, or contains itself");
    }
    if (value.isNull() || value.canExecute()) {
      return null;
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.isString()) {
      return value.asString();
    }
    if (value.isNumber()) {
      return number(value);
    }
    if (isExact && value.isException()) {
      return new RespError(messageOf.execute(value).asString());
    }
    if (value.isInstant()) {
      return value.asInstant();
    }
    if (value.hasArrayElements()) {
      var list = new ArrayList<@Nullable Object>();
      for (long i = 0; i < value.getArraySize(); i++) {
        list.add(fromScript(value.getArrayElement(i), depth + 1));
      }
      return list;
    }
    var leaf = leafOf.execute(value);
    if (leaf.isNull()) {
      return members(value, depth);
    }
    if (leaf.isHostObject()) {
      return leaf.<Bytes>asHostObject().copy();
    }
    return leaf.isString() ? wide(new BigInteger(leaf.asString())) : number(leaf);
  }

  /// What an Int of 64 bits stands for: never an Integer, so that it is written with its width.
  private static Number wide(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : (Number) value;
  }

  private static Number number(Value value) {
    if (value.fitsInInt()) {
      return value.asInt();
    }
    if (value.fitsInLong()) {
      return value.asLong();
    }
    return value.fitsInDouble() ? (Number) value.asDouble() : (Number) value.asBigInteger();
  }

  /// The members of an object as trees. Shares nothing with the script.
  Map<String, @Nullable Object> members(Value object) {
    return members(object, 0);
  }

  private Map<String, @Nullable Object> members(Value value, int depth) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    if (value.hasHashEntries()) {
      var entries = value.getHashEntriesIterator();
      while (entries.hasIteratorNextElement()) {
        var entry = entries.getIteratorNextElement();
        map.put(
            entry.getArrayElement(0).toString(), fromScript(entry.getArrayElement(1), depth + 1));
      }
      return map;
    }
    for (var name : value.getMemberKeys()) {
      var member = value.getMember(name);
      if (!member.canExecute()) {
        map.put(name, fromScript(member, depth + 1));
      }
    }
    return map;
  }

  /// The value of the script that a tree stands for. What is in the tree several times is one
  /// object; what is inside itself throws an error of the script.
  @Nullable Object toScript(@Nullable Object tree) {
    return toScript(tree, new IdentityHashMap<>());
  }

  private @Nullable Object toScript(
      @Nullable Object tree, IdentityHashMap<Object, @Nullable Object> made) {
    return switch (tree) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case Integer number -> number;
      case Long number when isExact && !isExactInDouble(number) ->
          newBigInt.execute(number.toString());
      case RespError error when isExact -> newError.execute(error.message());
      case RespNull _ when isExact -> null;
      case BigInteger number -> newBigInt.execute(number.toString());
      case Number number -> number.doubleValue();
      case Instant date -> newDate.execute((double) date.toEpochMilli());
      case Bytes bytes -> newData.execute(bytes.copy());
      case byte[] bytes -> newData.execute(new Bytes(bytes));
      case List<?> list -> once(list, made, () -> newArray.execute(elements(list, made)));
      case Map<?, ?> map -> once(map, made, () -> newObject.execute(entries(map, made)));
      default -> tree.toString();
    };
  }

  private static boolean isExactInDouble(long number) {
    return number >= -EXACT_IN_DOUBLE && number <= EXACT_IN_DOUBLE;
  }

  private Object once(
      Object container,
      IdentityHashMap<Object, @Nullable Object> made,
      java.util.function.Supplier<Value> make) {
    var known = made.get(container);
    if (known != null) {
      return known;
    }
    if (made.containsKey(container)) {
      throw error("a value contains itself");
    }
    made.put(container, null);
    var value = make.get();
    made.put(container, value);
    return value;
  }

  /// One argument that is an array, not several arguments.
  private Object elements(List<?> list, IdentityHashMap<Object, @Nullable Object> made) {
    return list.stream().map(element -> toScript(element, made)).toArray();
  }

  private Object entries(Map<?, ?> map, IdentityHashMap<Object, @Nullable Object> made) {
    var parts = new @Nullable Object[2 * map.size()];
    int at = 0;
    for (var entry : map.entrySet()) {
      parts[at++] = String.valueOf(entry.getKey());
      parts[at++] = toScript(entry.getValue(), made);
    }
    return parts;
  }
}
