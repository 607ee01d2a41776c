package dev.pipy.filter.dubbo;

import dev.pipy.codec.dubbo.DubboHeader;
import dev.pipy.event.FieldHead;
import dev.pipy.filter.spec.Truth;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dubbo's headers as the heads that scripts see, and back.
///
/// Both dialects' names of the id are there. A script that changes one of them leaves the other as
/// it was, so the one that is no longer what the wire said is the one that is meant.
final class DubboHeads {

  private static final String ID = "id";
  private static final String REQUEST_ID = "requestID";
  private static final String IS_REQUEST = "isRequest";
  private static final String IS_TWO_WAY = "isTwoWay";
  private static final String IS_EVENT = "isEvent";
  private static final String SERIALIZATION_TYPE = "serializationType";
  private static final String STATUS = "status";

  private static final int HESSIAN_2 = 2;
  private static final double TWO_TO_63 = 0x1p63;

  private DubboHeads() {}

  /// A head that cannot be written. The message is for users.
  static final class UnusableHeadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableHeadException(String field, @Nullable Object value, String expectation) {
      super(field + ": " + value + " (expected: " + expectation + ")", null, false, false);
    }
  }

  /// The head for a header.
  static FieldHead of(DubboHeader header) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put(ID, Long.toString(header.id()));
    fields.put(REQUEST_ID, header.id());
    fields.put(IS_REQUEST, header.isRequest());
    fields.put(IS_TWO_WAY, header.isTwoWay());
    fields.put(IS_EVENT, header.isEvent());
    fields.put(SERIALIZATION_TYPE, header.serializationType());
    fields.put(STATUS, header.status());
    return new FieldHead(fields);
  }

  /// The header that a head's fields say; throws [UnusableHeadException].
  ///
  /// @param fields as they are now
  /// @param received as they were when they came from the wire; empty if they did not
  /// @param nextId for a head that has none
  static DubboHeader read(
      Map<String, @Nullable Object> fields, Map<String, @Nullable Object> received, long nextId) {
    return new DubboHeader(
        flag(fields, IS_REQUEST, true),
        flag(fields, IS_TWO_WAY, true),
        flag(fields, IS_EVENT, false),
        integer(fields, SERIALIZATION_TYPE, HESSIAN_2, 0, DubboHeader.LARGEST_TYPE),
        integer(fields, STATUS, 0, Byte.MIN_VALUE, Byte.MAX_VALUE),
        id(fields, received, nextId));
  }

  private static long id(
      Map<String, @Nullable Object> fields, Map<String, @Nullable Object> received, long nextId) {
    var text = fields.get(ID);
    var number = fields.get(REQUEST_ID);
    if (text == null && number == null) {
      return nextId;
    }
    if (number == null) {
      return id(ID, text);
    }
    if (text == null) {
      return id(REQUEST_ID, number);
    }
    long first = id(ID, text);
    long second = id(REQUEST_ID, number);
    if (isSame(first, second)) {
      return first; // the text is exact
    }
    if (text.equals(received.get(ID))) {
      return second;
    }
    if (received.get(REQUEST_ID) instanceof Long old && isSame(old, second)) {
      return first;
    }
    throw new UnusableHeadException(
        REQUEST_ID, number, "the same as id, " + first + ", or only one of them");
  }

  /// Whether a number of a script says `exact`, as well as it can: beyond 2^53 it has not all
  /// digits.
  private static boolean isSame(long exact, long read) {
    return (double) exact == (double) read;
  }

  /// Whole numbers of 64 bits, with a sign or without.
  private static long id(String field, @Nullable Object value) {
    try {
      if (value instanceof String text) {
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
      }
      if (value instanceof Number number) {
        double magnitude = number.doubleValue();
        if (number instanceof Long || magnitude < TWO_TO_63) {
          return number instanceof Long whole ? whole : new BigDecimal(magnitude).longValueExact();
        }
        var whole = new BigDecimal(magnitude).toBigIntegerExact();
        if (whole.bitLength() <= Long.SIZE) {
          return whole.longValue();
        }
      }
    } catch (ArithmeticException | NumberFormatException expected) {
      // said below
    }
    throw new UnusableHeadException(field, value, "a whole number of 64 bits");
  }

  private static boolean flag(
      Map<String, @Nullable Object> fields, String name, boolean otherwise) {
    var value = fields.get(name);
    return value == null ? otherwise : Truth.of(value);
  }

  private static int integer(
      Map<String, @Nullable Object> fields, String name, int otherwise, int least, int most) {
    var value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() >= least
        && number.intValue() <= most) {
      return number.intValue();
    }
    throw new UnusableHeadException(name, value, "a whole number from " + least + " to " + most);
  }
}
