package dev.pipy.inspect;

import dev.pipy.codec.http.HeadSource;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.FieldHead;
import dev.pipy.event.Head;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a head said when it passed: a copy, cut where it is long. Any thread.
///
/// @param kind which of the others mean something
/// @param method of a request
/// @param path of a request, with the query
/// @param status of an answer
/// @param protocol such as "HTTP/1.1"
/// @param fields in their order
/// @param leftOut fields that are not among them since there are too many
public record SeenHead(
    Kind kind,
    String method,
    String path,
    int status,
    String protocol,
    List<Field> fields,
    int leftOut) {

  /// Fields that are kept.
  public static final int MOST_FIELDS = 100;

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_VALUE = 1024;
  private static final int LONGEST_PATH = 2048;

  /// What a head belongs to.
  public enum Kind {
    /// An HTTP request.
    REQUEST,
    /// An HTTP answer.
    RESPONSE,
    /// A message of another protocol, or the trailers of HTTP: fields only.
    FIELDS
  }

  /// A named value.
  public record Field(String name, String value) {}

  /// Copies the list.
  public SeenHead {
    fields = List.copyOf(fields);
  }

  /// A copy of a head; null if there is none.
  ///
  /// @param showsSecrets whether values are copied whose names look like secrets
  /// @throws RuntimeException if a script made it into something that cannot be read
  public static @Nullable SeenHead of(@Nullable Head head, boolean showsSecrets) {
    if (head == null || (head instanceof HttpTail && HttpTail.of(head) == null)) {
      return null;
    }
    if (head instanceof HeadSource source && !source.isHttp()) {
      return fields(head, showsSecrets);
    }
    return switch (HttpHead.of(head)) {
      case RequestHead request ->
          http(
              Kind.REQUEST,
              request.method(),
              path(request.path(), showsSecrets),
              0,
              request,
              showsSecrets);
      case ResponseHead response ->
          http(Kind.RESPONSE, "", "", response.status(), response, showsSecrets);
      case null -> fields(head, showsSecrets);
    };
  }

  /// The target of a request as it may be shown.
  static String path(String path, boolean showsSecrets) {
    var cut = cut(path, LONGEST_PATH);
    return showsSecrets ? cut : Secrets.inPath(cut);
  }

  private static SeenHead http(
      Kind kind, String method, String path, int status, HttpHead head, boolean showsSecrets) {
    var headers = head.headers();
    return new SeenHead(
        kind,
        cut(method, LONGEST_NAME),
        path,
        status,
        head.protocol(),
        fields(headers, showsSecrets),
        Math.max(0, headers.size() - MOST_FIELDS));
  }

  private static SeenHead fields(Head head, boolean showsSecrets) {
    if (head instanceof HttpTail tail) {
      return new SeenHead(Kind.FIELDS, "", "", 0, "", fields(tail.headers(), showsSecrets), 0);
    }
    var given = FieldHead.of(head);
    var fields = new ArrayList<Field>();
    given.entrySet().stream()
        .limit(MOST_FIELDS)
        .forEach(field -> fields.add(field(field.getKey(), field.getValue(), showsSecrets)));
    return new SeenHead(
        Kind.FIELDS, "", "", 0, "", fields, Math.max(0, given.size() - MOST_FIELDS));
  }

  private static List<Field> fields(HttpHeaders headers, boolean showsSecrets) {
    var fields = new ArrayList<Field>();
    for (int i = 0; i < Math.min(headers.size(), MOST_FIELDS); i++) {
      fields.add(field(headers.nameAt(i), headers.valueAt(i), showsSecrets));
    }
    return fields;
  }

  private static Field field(String name, @Nullable Object value, boolean showsSecrets) {
    var shown = showsSecrets ? value : Secrets.shown(name, value);
    return new Field(cut(name, LONGEST_NAME), cut(String.valueOf(shown), LONGEST_VALUE));
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  /// About how many bytes it takes.
  int size() {
    int size = 64 + path.length();
    for (var field : fields) {
      size += 64 + field.name().length() + field.value().length();
    }
    return size;
  }
}
