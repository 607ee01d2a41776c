package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// The request that a response answers, as far as it says how the response ends: what a script
/// returns the head of, or says of a body.
final class AnsweredRequest {

  /// Nothing is known: it may have asked for an upgrade.
  static final ExpectedRequest GET = new AnyRequest();

  static final ExpectedRequest HEAD = request("HEAD");
  private static final ExpectedRequest CONNECT = request("CONNECT");

  /// No HEAD and no CONNECT.
  private record AnyRequest() implements ExpectedRequest {
    @Override
    public boolean isHead() {
      return false;
    }

    @Override
    public boolean isConnect() {
      return false;
    }
  }

  static final Param<Callback> PARAM =
      Param.optional(
          "request",
          ParamType.callback("(head: Head) => Head | null"),
          "Returns the head of the request that the response answers: one to HEAD has no body, and a"
              + " 2xx to CONNECT begins a tunnel. Called for each response, with its head.");

  /// Of the filters that see the requests.
  static final Param<Callback> SEEN =
      Param.optional(
          "callback",
          ParamType.callback("(head: Head) => any"),
          "Called with the head of each request, before it goes on, such as to keep it for"
              + " `decodeHTTPResponse` and `encodeHTTPResponse`.");

  private AnsweredRequest() {}

  /// Shows a request to a function of [#SEEN].
  static void show(@Nullable Callback function, RequestHead head, Stage stage) {
    if (function != null) {
      var _ = function.run(stage.context(), head);
    }
  }

  private static ExpectedRequest request(String method) {
    return ExpectedRequest.of(new RequestHead(method, "/", "HTTP/1.1", new HttpHeaders()));
  }

  /// What a function returns; a GET for nothing.
  static ExpectedRequest of(Callback function, ResponseHead response, Stage stage) {
    var head = function.call(stage.context(), response);
    var method = head instanceof ScriptObject object ? object.properties().get("method") : null;
    if ("HEAD".equals(method)) {
      return HEAD;
    }
    return "CONNECT".equals(method) ? CONNECT : GET;
  }
}
