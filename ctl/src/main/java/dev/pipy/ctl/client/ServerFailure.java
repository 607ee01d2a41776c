package dev.pipy.ctl.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.pipy.control.v1.Diagnostics;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.outcome.Finding;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says what a failed call means to the person who made it.
final class ServerFailure {

  private final Connection connection;
  private final Duration timeout;

  ServerFailure(Connection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  Failure of(StatusRuntimeException failed) {
    Failure mismatch = TlsMismatch.of(failed, connection);
    return mismatch == null ? ofAnswer(failed) : mismatch;
  }

  private Failure ofAnswer(StatusRuntimeException failed) {
    Status status = StatusProto.fromThrowable(failed);
    List<Any> details = status == null ? List.of() : status.getDetailsList();
    ErrorInfo info = detail(details, ErrorInfo.class, ErrorInfo.getDefaultInstance());
    List<Finding> findings =
        Findings.of(
            detail(details, Diagnostics.class, Diagnostics.getDefaultInstance()).getItemsList());
    io.grpc.Status.Code code = failed.getStatus().getCode();
    ExitCode exit = ExitCode.of(code, !findings.isEmpty());
    List<String> hints = new ArrayList<>();
    detail(details, BadRequest.class, BadRequest.getDefaultInstance())
        .getFieldViolationsList()
        .forEach(field -> hints.add(field.getField() + ": " + field.getDescription()));
    if (!findings.isEmpty()) {
      // they say the same, with code frames
      hints.clear();
    }
    String message = message(code, failed);
    hints.remove(message); // the only field that is wrong
    retryHint(details, hints);
    hints.addAll(advice(code));
    return new Failure(
        exit, code.name(), info.getReason(), message, info.getMetadataMap(), findings, hints);
  }

  private static void retryHint(List<Any> details, List<String> hints) {
    RetryInfo retry = detail(details, RetryInfo.class, RetryInfo.getDefaultInstance());
    if (retry.hasRetryDelay()) {
      double seconds = retry.getRetryDelay().getSeconds() + retry.getRetryDelay().getNanos() / 1e9;
      hints.add("Try again in %.3g s.".formatted(Math.max(0.01, seconds)));
    }
  }

  private String message(io.grpc.Status.Code code, StatusRuntimeException failed) {
    String said = failed.getStatus().getDescription();
    return switch (code) {
      case UNAVAILABLE -> "cannot reach the server at " + connection.target() + cause(failed, said);
      case DEADLINE_EXCEEDED ->
          "no answer from " + connection.target() + " within " + timeout.toMillis() + " ms";
      case UNAUTHENTICATED ->
          "the server at " + connection.target() + " does not know who is calling";
      case UNIMPLEMENTED -> "the server at " + connection.target() + " does not know this call";
      case CANCELLED -> "interrupted";
      case OK,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          DATA_LOSS ->
          said == null || said.isEmpty() ? "the server answered " + code : said;
    };
  }

  private static String cause(StatusRuntimeException failed, @Nullable String said) {
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return ": connection refused";
      }
      if (cause instanceof SSLException) {
        return ": TLS: " + cause.getMessage();
      }
    }
    return said == null || said.isEmpty() || said.equals("io exception") ? "" : ": " + said;
  }

  private List<String> advice(io.grpc.Status.Code code) {
    return switch (code) {
      case UNAVAILABLE ->
          connection.security().isTls(connection.target())
              ? List.of(
                  "The connection uses TLS.  Whom to trust: --cacert FILE, under another name:"
                      + " --server-name NAME")
              : List.of(
                  "Is pipy running?  Start it: bin/pipy",
                  "Elsewhere?  Say where: --target host:port");
      case DEADLINE_EXCEEDED -> List.of("Wait longer: --timeout 2m");
      case UNAUTHENTICATED ->
          List.of(
              "Token looked for in: " + connection.credentials().origin(),
              "Another one: --token-file FILE, or PIPYCTL_TOKEN");
      case PERMISSION_DENIED -> List.of("Token taken from: " + connection.credentials().origin());
      case UNIMPLEMENTED -> List.of("Compare the versions: pipyctl version");
      case OK,
          CANCELLED,
          UNKNOWN,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          INTERNAL,
          DATA_LOSS ->
          List.of();
    };
  }

  private static <T extends Message> T detail(List<Any> details, Class<T> type, T absent) {
    for (Any detail : details) {
      if (detail.is(type)) {
        try {
          return detail.unpack(type);
        } catch (InvalidProtocolBufferException expected) {
          // a detail that cannot be read is worth as much as none
          return absent;
        }
      }
    }
    return absent;
  }
}
