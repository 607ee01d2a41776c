package dev.pipy.codec.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/// Fields in the order of the wire, which Netty's map does not keep: pseudo-fields must come first.
/// Given to Netty's decoder to be filled.
final class FieldList extends DefaultHttp2Headers {

  private static final int USUAL_SIZE = 16;

  private final List<AsciiString> names = new ArrayList<>(USUAL_SIZE);
  private final List<AsciiString> values = new ArrayList<>(USUAL_SIZE);

  FieldList() {
    super(false, 2);
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    names.add(AsciiString.of(name));
    values.add(AsciiString.of(value));
    return this;
  }

  int count() {
    return names.size();
  }

  AsciiString name(int index) {
    return names.get(index);
  }

  AsciiString value(int index) {
    return values.get(index);
  }
}
