package dev.pipy.ctl.testing;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.pipy.control.v1.Diagnostic;
import dev.pipy.control.v1.Diagnostics;
import dev.pipy.control.v1.Severity;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// Errors as the server sends them.
public final class Refusal {

  private Refusal() {}

  public static StatusRuntimeException of(Code code, String reason, String message) {
    return StatusProto.toStatusRuntimeException(status(code, reason, message).build());
  }

  /// An invalid codebase: one error with everything, one bare warning.
  public static StatusRuntimeException invalidCodebase() {
    Diagnostics diagnostics =
        Diagnostics.newBuilder()
            .addItems(
                Diagnostic.newBuilder()
                    .setSeverity(Severity.SEVERITY_ERROR)
                    .setId("PIPY1203")
                    .setMessage("connect(): option \"conectTimeout\" is not known")
                    .setPath("/plugins/balancer.js")
                    .setLine(31)
                    .setColumn(7)
                    .setCodeFrame("31 | conectTimeout: '5s',\n   | ^^^^^^^^^^^^^\n")
                    .setSuggestion("did you mean \"connectTimeout\"?"))
            .addItems(
                Diagnostic.newBuilder()
                    .setSeverity(Severity.SEVERITY_WARNING)
                    .setId("PIPY2010")
                    .setMessage("pipeline \"cache\" is never linked"))
            .build();
    return StatusProto.toStatusRuntimeException(
        status(Code.INVALID_ARGUMENT, "CODEBASE_INVALID", "1 error")
            .addDetails(Any.pack(diagnostics))
            .build());
  }

  public static StatusRuntimeException badField(String field, String description) {
    BadRequest.Builder bad = BadRequest.newBuilder();
    bad.addFieldViolationsBuilder().setField(field).setDescription(description);
    return StatusProto.toStatusRuntimeException(
        status(Code.INVALID_ARGUMENT, "FIELD_INVALID", "a field is not valid")
            .addDetails(Any.pack(bad.build()))
            .build());
  }

  private static Status.Builder status(Code code, String reason, String message) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(reason)
            .setDomain("pipy.control")
            .putMetadata("program", "proxy")
            .build();
    return Status.newBuilder().setCode(code.value()).setMessage(message).addDetails(Any.pack(info));
  }
}
