package dev.pipy.filter.compression;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the fields of a message say of its body's coding, and how they change with it (RFC 9110
/// sections 8.4 and 8.8).
final class ContentFields {

  private static final String CODING = "content-encoding";
  private static final String VARY = "vary";
  private static final String ETAG = "etag";
  private static final int PARTIAL_CONTENT = 206;

  /// Fields that say something of the very bytes: lengths, ranges and digests (RFC 9530).
  private static final List<String> OF_THE_BYTES =
      List.of(
          KnownField.CONTENT_LENGTH.text(),
          "accept-ranges",
          "content-digest",
          "repr-digest",
          "digest",
          "content-md5");

  private ContentFields() {}

  /// The only coding of the body; null if there is none; an empty text if there are several.
  static @Nullable String coding(HttpHeaders headers) {
    var values = headers.all(CODING);
    if (values.isEmpty()) {
      return null;
    }
    return values.size() > 1 || values.getFirst().contains(",") ? "" : values.getFirst();
  }

  /// Whether the body is a part of something: a part of a compressed body cannot be decompressed,
  /// and a part that was compressed could not be put together again.
  static boolean isPartial(HttpHead head) {
    return head.headers().contains("content-range")
        || (head instanceof ResponseHead response && response.status() == PARTIAL_CONTENT);
  }

  /// Whether the sender forbids to change the body (RFC 9110 section 7.7).
  static boolean forbidsTransformation(HttpHeaders headers) {
    return lists(headers, "cache-control", "no-transform");
  }

  /// The body's coding was undone.
  static void decoded(HttpHeaders headers) {
    headers.remove(CODING);
    changed(headers);
  }

  /// The body got a coding.
  static void encoded(HttpHeaders headers, String token) {
    headers.set(CODING, token);
    changed(headers);
  }

  /// The body is another one for clients that accept other codings.
  static void variesByAcceptEncoding(HttpHeaders headers) {
    if (!lists(headers, VARY, "*") && !lists(headers, VARY, "accept-encoding")) {
      headers.add(VARY, "Accept-Encoding");
    }
  }

  /// The bytes of the body are no longer those that the fields were written for.
  static void changed(HttpHeaders headers) {
    OF_THE_BYTES.forEach(headers::remove);
    var tag = headers.get(ETAG);
    if (tag != null && tag.startsWith("\"")) {
      headers.set(ETAG, "W/" + tag); // the same content, but not the same bytes
    }
  }

  private static boolean lists(HttpHeaders headers, String name, String element) {
    for (var value : headers.all(name)) {
      for (var part : value.split(",", -1)) {
        if (part.strip().equalsIgnoreCase(element)) {
          return true;
        }
      }
    }
    return false;
  }

  /// A start with `change` made to the fields, of unknown length. A head that others may hold is
  /// copied: one that a script made may be used for many messages.
  static Event.MessageStart change(
      Event.MessageStart start, HttpHead head, Consumer<HttpHeaders> change) {
    var changed = head == start.head() ? head : head.copy();
    change.accept(changed.headers());
    return new Event.MessageStart(changed);
  }
}
