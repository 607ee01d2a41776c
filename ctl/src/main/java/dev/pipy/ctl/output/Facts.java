package dev.pipy.ctl.output;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Map;

/// Results that are no message of the API, and print like one.
public final class Facts {

  private final Struct.Builder struct = Struct.newBuilder();

  /// Adds a text.
  public Facts with(String name, String value) {
    return with(name, Value.newBuilder().setStringValue(value).build());
  }

  /// Adds a number.
  public Facts with(String name, long value) {
    return with(name, Value.newBuilder().setNumberValue((double) value).build());
  }

  /// Adds a truth value.
  public Facts with(String name, boolean value) {
    return with(name, Value.newBuilder().setBoolValue(value).build());
  }

  /// Adds texts.
  public Facts with(String name, List<String> values) {
    ListValue.Builder list = ListValue.newBuilder();
    values.forEach(value -> list.addValues(Value.newBuilder().setStringValue(value)));
    return with(name, Value.newBuilder().setListValue(list).build());
  }

  /// Adds facts within facts.
  public Facts withAll(String name, List<Facts> values) {
    ListValue.Builder list = ListValue.newBuilder();
    values.forEach(value -> list.addValues(Value.newBuilder().setStructValue(value.struct)));
    return with(name, Value.newBuilder().setListValue(list).build());
  }

  /// Adds texts by name.
  public Facts with(String name, Map<String, String> values) {
    Facts inner = new Facts();
    values.forEach(inner::with);
    return with(name, Value.newBuilder().setStructValue(inner.struct).build());
  }

  private Facts with(String name, Value value) {
    struct.putFields(name, value);
    return this;
  }

  /// All of it as YAML.
  public String yaml() {
    return ProtoText.yaml(struct.build());
  }

  /// All of it as JSON.
  ///
  /// @param pretty over several lines
  public String json(boolean pretty) {
    JsonText json = new JsonText(pretty);
    write(json, "", struct.build());
    return json.toString();
  }

  private static void write(JsonText json, String name, Struct facts) {
    json.open(name);
    facts.getFieldsMap().forEach((field, value) -> write(json, field, value));
    json.close();
  }

  private static void write(JsonText json, String name, Value value) {
    switch (value.getKindCase()) {
      case STRING_VALUE -> json.field(name, value.getStringValue());
      case NUMBER_VALUE -> json.field(name, (long) value.getNumberValue());
      case BOOL_VALUE -> json.raw(name, String.valueOf(value.getBoolValue()));
      case STRUCT_VALUE -> write(json, name, value.getStructValue());
      case LIST_VALUE -> {
        json.openList(name);
        value.getListValue().getValuesList().forEach(item -> write(json, "", item));
        json.closeList();
      }
      case NULL_VALUE, KIND_NOT_SET -> json.raw(name, "null");
    }
  }
}
