package dev.pipy.codec.http;

/// Looks at fields without making text of those that are none yet.
public interface FieldVisitor {

  /// A field as it was received. The array is shared: read it, do not keep it.
  void received(byte[] octets, int nameStart, int nameEnd, int valueStart, int valueEnd);

  /// A field that was set.
  void set(String name, String value);
}
