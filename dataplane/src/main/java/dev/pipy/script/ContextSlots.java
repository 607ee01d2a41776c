package dev.pipy.script;

import java.util.regex.Pattern;

/// Names of the properties that hold a module's context variables in the one context object.
///
/// @param module index of the module, which keeps private variables of modules apart
record ContextSlots(int module) {

  /// Holds the client connection.
  static final String INBOUND = "__inbound";

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /// The property of a variable. Exporter and importer derive the same one.
  String key(VariableNames.Declaration variable) {
    return key(variable.namespace(), variable.name());
  }

  /// The property of a variable; the namespace is empty for private ones.
  String key(String namespace, String name) {
    return namespace.isEmpty() ? name + "$" + module : namespace + "::" + name;
  }

  /// The name that a script knows a property by.
  static String nameOf(String key) {
    int separator = key.lastIndexOf("::");
    if (separator >= 0) {
      return key.substring(separator + 2);
    }
    int end = key.lastIndexOf('$');
    return end < 0 ? key : key.substring(0, end);
  }

  /// JavaScript that follows an object to read the property.
  static String access(String key) {
    return IDENTIFIER.matcher(key).matches() ? "." + key : "[" + quote(key) + "]";
  }

  /// A JavaScript string literal.
  static String quote(String text) {
    var literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
        literal.append("\\u%04x".formatted((int) c));
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }
}
