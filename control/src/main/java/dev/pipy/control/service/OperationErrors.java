package dev.pipy.control.service;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/// What goes wrong with looking after a server.
public final class OperationErrors {

  private OperationErrors() {}

  static StatusRuntimeException tooManyEventStreams(int limit) {
    return limit(
        "EVENT_STREAM_LIMIT", "event streams", limit + " event streams are open already", limit);
  }

  static StatusRuntimeException tooManyLogLevels(int limit) {
    return limit(
        "LOG_LEVEL_LIMIT",
        "log levels",
        limit + " loggers have a level of their own already",
        limit);
  }

  private static StatusRuntimeException limit(
      String reason, String subject, String message, int limit) {
    return ControlErrors.error(
        Code.RESOURCE_EXHAUSTED,
        reason,
        message,
        Map.of("limit", String.valueOf(limit)),
        ControlErrors.quota(subject, "limit " + limit));
  }

  /// The word for programs in an error; its code, if it has none.
  public static String reason(Status status, Metadata trailers) {
    var details = StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList();
    for (Any detail : details) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
    return status.getCode().name();
  }

  static String reason(StatusRuntimeException failure) {
    var trailers = failure.getTrailers();
    return reason(failure.getStatus(), trailers == null ? new Metadata() : trailers);
  }
}
