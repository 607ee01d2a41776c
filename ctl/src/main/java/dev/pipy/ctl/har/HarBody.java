package dev.pipy.ctl.har;

import com.google.protobuf.ByteString;
import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapHead;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The body of a message: how long it was, and what the tap showed of it.
final class HarBody {

  private final @Nullable TapEvent end;
  private final ByteString shown;

  HarBody(Exchange.Part part) {
    end = part.end();
    shown = end == null ? ByteString.EMPTY : end.getExcerpt();
  }

  /// Its length; -1 if its end was not shown.
  long size() {
    return end == null ? -1 : end.getBytes();
  }

  boolean hasText() {
    return !shown.isEmpty();
  }

  boolean isBase64() {
    return !shown.isValidUtf8();
  }

  String text() {
    return isBase64()
        ? Base64.getEncoder().encodeToString(shown.toByteArray())
        : shown.toStringUtf8();
  }

  /// What the text is of the body.
  String comment() {
    String form = isBase64() ? "base64" : "";
    if (shown.size() == size()) {
      return form;
    }
    String part = "the first " + shown.size() + " of " + size() + " bytes";
    return form.isEmpty() ? part : form + ", " + part;
  }

  TapHead trailers() {
    return end == null ? TapHead.getDefaultInstance() : end.getHead();
  }
}
