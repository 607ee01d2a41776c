package dev.pipy.ctl.output;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Messages as JSON and YAML, with the names of the canonical JSON mapping of Protocol Buffers. All
/// fields are written, so that scripts need not know defaults.
public final class ProtoText {

  private static final JsonFormat.Printer PRETTY =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence();
  private static final JsonFormat.Printer LINE = PRETTY.omittingInsignificantWhitespace();

  private ProtoText() {}

  /// JSON over several lines.
  public static String json(Message message) {
    return print(PRETTY, message);
  }

  /// JSON on one line.
  public static String jsonLine(Message message) {
    return print(LINE, message);
  }

  /// The same data as YAML.
  public static String yaml(Message message) {
    Struct.Builder tree = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(jsonLine(message), tree);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message is no JSON object", e);
    }
    List<String> lines = new ArrayList<>();
    addFields(tree.build(), "", lines);
    return lines.isEmpty() ? "{}" : String.join("\n", lines);
  }

  private static String print(JsonFormat.Printer printer, Message message) {
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message holds a type that is not known", e);
    }
  }

  private static void addFields(Struct struct, String indent, List<String> lines) {
    for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
      addValue(indent + field.getKey() + ":", field.getValue(), indent, lines);
    }
  }

  private static void addValue(String head, Value value, String indent, List<String> lines) {
    if (value.hasStructValue() && value.getStructValue().getFieldsCount() > 0) {
      lines.add(head);
      addFields(value.getStructValue(), indent + "  ", lines);
    } else if (value.hasListValue() && value.getListValue().getValuesCount() > 0) {
      lines.add(head);
      addItems(value.getListValue(), indent, lines);
    } else {
      // a JSON scalar, {} and [] are YAML as they are
      lines.add(head + " " + scalar(value));
    }
  }

  private static String scalar(Value value) {
    double number = value.getNumberValue();
    boolean whole = value.hasNumberValue() && number == Math.rint(number);
    return whole ? String.valueOf((long) number) : jsonLine(value);
  }

  private static void addItems(ListValue list, String indent, List<String> lines) {
    for (Value item : list.getValuesList()) {
      if (!item.hasStructValue()) {
        lines.add(indent + "- " + scalar(item));
        continue;
      }
      List<String> fields = new ArrayList<>();
      addFields(item.getStructValue(), indent + "  ", fields);
      for (int i = 0; i < fields.size(); i++) {
        String field = fields.get(i);
        lines.add(i == 0 ? indent + "- " + field.stripLeading() : field);
      }
    }
  }
}
