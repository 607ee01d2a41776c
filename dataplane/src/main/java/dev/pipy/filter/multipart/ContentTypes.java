package dev.pipy.filter.multipart;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import dev.pipy.pipeline.ScriptObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The content types that a head names, be it HTTP's or another with `headers`.
final class ContentTypes {

  private static final String CONTENT_TYPE = "content-type";
  private static final String HEADERS = "headers";

  private ContentTypes() {}

  /// All of them; usually one or none.
  static List<String> of(@Nullable Head head) {
    try {
      var http = HttpHead.of(head);
      if (http != null) {
        return http.headers().all(CONTENT_TYPE);
      }
    } catch (IllegalHeaderException invalid) {
      return List.of(); // whoever writes the head says what is wrong with it
    }
    Map<?, ?> headers =
        switch (FieldHead.of(head).get(HEADERS)) {
          case Map<?, ?> map -> map;
          case ScriptObject object -> object.properties();
          case null, default -> Map.of();
        };
    return headers.entrySet().stream()
        .filter(field -> CONTENT_TYPE.equalsIgnoreCase(String.valueOf(field.getKey())))
        .flatMap(field ->
            field.getValue() instanceof List<?> several
                ? several.stream().map(String::valueOf)
                : List.of(String.valueOf(field.getValue())).stream())
        .toList();
  }
}
