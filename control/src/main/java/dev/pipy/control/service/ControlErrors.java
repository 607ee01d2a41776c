package dev.pipy.control.service;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.control.store.BlobRejectedException;
import dev.pipy.control.store.StoreDamagedException;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoreLockedException;
import dev.pipy.control.store.StoreWriteException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where failures become the errors of the control API. Each has an `ErrorInfo`,
/// whose reason is what clients may switch on.
public final class ControlErrors {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final String DOMAIN = "pipy.control";

  /// For clients that do not know our findings; the trailer has little room.
  private static final int MOST_VIOLATIONS = 3;

  /// Findings that a codebase gets from where it runs, rather than from its text.
  private static final Set<DiagnosticId> OF_ACTIVATION =
      EnumSet.of(DiagnosticId.CANNOT_LISTEN, DiagnosticId.SCRIPT_FAILED);

  private ControlErrors() {}

  static StatusRuntimeException fieldsInvalid(List<BadRequest.FieldViolation> violations) {
    var first = violations.getFirst();
    return error(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        first.getField() + ": " + first.getDescription(),
        Map.of("field", first.getField()),
        BadRequest.newBuilder().addAllFieldViolations(violations).build());
  }

  static StatusRuntimeException codebaseInvalid(CodebaseException failure) {
    var errors =
        failure.diagnostics().stream()
            .filter(finding -> finding.severity() == Diagnostic.Severity.ERROR)
            .toList();
    var details = DiagnosticMessages.of(failure.diagnostics());
    if (errors.stream().allMatch(finding -> finding.id() == DiagnosticId.CANNOT_LISTEN)) {
      return notActivated("LISTEN_ADDRESS_IN_USE", failure, errors, details);
    }
    if (errors.stream().allMatch(finding -> OF_ACTIVATION.contains(finding.id()))) {
      return notActivated("ACTIVATION_FAILED", failure, errors, details);
    }
    var fields = BadRequest.newBuilder();
    for (var finding : errors.subList(0, Math.min(errors.size(), MOST_VIOLATIONS))) {
      fields
          .addFieldViolationsBuilder()
          .setField(finding.place())
          .setDescription(DiagnosticMessages.shortened(finding.message()));
    }
    return error(
        Code.INVALID_ARGUMENT,
        "CODEBASE_INVALID",
        summary(failure),
        Map.of("errors", String.valueOf(errors.size())),
        details,
        fields.build());
  }

  private static StatusRuntimeException notActivated(
      String reason, CodebaseException failure, List<Diagnostic> errors, Message details) {
    var conditions = PreconditionFailure.newBuilder();
    for (var finding : errors.subList(0, Math.min(errors.size(), MOST_VIOLATIONS))) {
      conditions
          .addViolationsBuilder()
          .setType(finding.id().code())
          .setSubject(finding.place())
          .setDescription(DiagnosticMessages.shortened(finding.message()));
    }
    return error(
        Code.FAILED_PRECONDITION, reason, summary(failure), Map.of(), details, conditions.build());
  }

  private static String summary(CodebaseException failure) {
    var first = failure.diagnostics().getFirst();
    int more = failure.diagnostics().size() - 1;
    return DiagnosticMessages.shortened((first.place() + " " + first.message()).strip())
        + (more == 0 ? "" : " (and " + more + " more)");
  }

  static StatusRuntimeException tooLarge(String subject, String what, long value, long limit) {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "CODEBASE_TOO_LARGE",
        subject + ": " + value + " " + what + " (expected: at most " + limit + ")",
        Map.of("limit", String.valueOf(limit), "value", String.valueOf(value)),
        quota(subject, value + " " + what + ", limit " + limit));
  }

  static StatusRuntimeException staleRevision(
      String program, long expected, long current, ProgramLocks.@Nullable Holder last) {
    var state =
        expected == 0
            ? "program " + program + " exists already, r" + current + " is active"
            : "expected r%d of %s to be active, but %s is"
                .formatted(expected, program, current == 0 ? "none" : "r" + current);
    var metadata = new HashMap<>(last == null ? Map.of() : facts(last));
    metadata.put("program", program);
    metadata.put("current_revision", String.valueOf(current));
    return error(
        Code.ABORTED,
        "STALE_REVISION",
        last == null ? state : state + ", activated " + byAndWhen(last),
        metadata);
  }

  static StatusRuntimeException deploymentInProgress(String program, ProgramLocks.Holder other) {
    var metadata = new HashMap<>(facts(other));
    metadata.put("program", program);
    return error(
        Code.ABORTED,
        "DEPLOYMENT_IN_PROGRESS",
        "another change of " + program + " is under way, begun " + byAndWhen(other),
        metadata,
        retryAfterSeconds(1));
  }

  private static Map<String, String> facts(ProgramLocks.Holder holder) {
    return Map.of(
        "author",
        FieldCheck.shortened(holder.author()),
        "message",
        FieldCheck.shortened(holder.message()),
        "time",
        holder.since().toString());
  }

  /// `by alice at 2026-01-01T10:00:00Z ("raise the timeout")`.
  private static String byAndWhen(ProgramLocks.Holder holder) {
    var by = holder.author().isEmpty() ? "" : "by " + FieldCheck.shortened(holder.author()) + " ";
    var why =
        holder.message().isEmpty() ? "" : " (\"" + FieldCheck.shortened(holder.message()) + "\")";
    return by + "at " + holder.since().truncatedTo(ChronoUnit.SECONDS) + why;
  }

  static StatusRuntimeException requestIdReused(String requestId) {
    return error(
        Code.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        "request_id: " + requestId + " was used for another request",
        Map.of("request_id", requestId),
        resource("request", requestId));
  }

  static StatusRuntimeException programNotFound(String program) {
    return notFound("PROGRAM_NOT_FOUND", "program", program, "no program " + program);
  }

  static StatusRuntimeException revisionNotFound(String program, long revision) {
    return notFound(
        "REVISION_NOT_FOUND",
        "revision",
        program + "/" + revision,
        "program " + program + " has no revision " + revision);
  }

  static StatusRuntimeException noActiveRevision(String program) {
    return notFound(
        "REVISION_NOT_FOUND",
        "revision",
        program,
        "program " + program + " is stopped, name a revision");
  }

  static StatusRuntimeException noEarlierRevision(String program) {
    return notFound(
        "REVISION_NOT_FOUND",
        "revision",
        program,
        "no other revision of program " + program + " was active before");
  }

  static StatusRuntimeException filterNotFound(String filter, List<String> similar) {
    var names = String.join(", ", similar);
    return error(
        Code.NOT_FOUND,
        "FILTER_NOT_FOUND",
        "no filter " + filter + (names.isEmpty() ? "" : "; did you mean: " + names),
        Map.of("similar", names),
        resource("filter", filter));
  }

  static StatusRuntimeException notFound(String reason, String type, String name, String message) {
    return error(Code.NOT_FOUND, reason, message, Map.of(), resource(type, name));
  }

  static StatusRuntimeException tooManyLogStreams(int limit) {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "LOG_STREAM_LIMIT",
        limit + " log streams are open already",
        Map.of("limit", String.valueOf(limit)),
        quota("log streams", "limit " + limit));
  }

  /// Too much is asked for at once.
  public static StatusRuntimeException tooManyCalls(int limit) {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "CALL_LIMIT",
        limit + " calls are under way already",
        Map.of("limit", String.valueOf(limit)),
        quota("calls", "limit " + limit),
        retryAfterSeconds(1));
  }

  /// One client asks for changes faster than it may.
  ///
  /// @param perSecond how many it may ask for
  /// @param waitNanos after which it may ask again
  public static StatusRuntimeException tooManyChanges(int perSecond, long waitNanos) {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "CHANGE_RATE_LIMIT",
        "more changes than " + perSecond + " a second from one client",
        Map.of("limit", String.valueOf(perSecond)),
        quota("changes a second", "limit " + perSecond),
        retryAfter(java.time.Duration.ofNanos(Math.max(1_000_000, waitNanos))));
  }

  /// The stored programs are not all started yet.
  public static StatusRuntimeException starting() {
    return error(
        Code.UNAVAILABLE,
        "SERVER_STARTING",
        "the server is starting",
        Map.of(),
        retryAfterSeconds(1));
  }

  /// The server is about to end.
  public static StatusRuntimeException draining() {
    return error(
        Code.UNAVAILABLE,
        "SERVER_DRAINING",
        "the server is draining",
        Map.of(),
        retryAfterSeconds(5));
  }

  /// The call has no token.
  public static StatusRuntimeException tokenMissing() {
    return error(
        Code.UNAUTHENTICATED,
        "TOKEN_MISSING",
        "no token (expected: authorization: Bearer TOKEN)",
        Map.of());
  }

  /// The call's token is not the server's.
  public static StatusRuntimeException tokenInvalid() {
    return error(Code.UNAUTHENTICATED, "TOKEN_INVALID", "not the token of this server", Map.of());
  }

  /// What a failure means to the caller. Those that are our fault are logged.
  static StatusRuntimeException of(Exception failure) {
    return switch (failure) {
      case StatusRuntimeException known -> known;
      case CodebaseException invalid -> codebaseInvalid(invalid);
      case StoreException broken -> ofStore(broken);
      default -> {
        LOG.error("a call failed", failure);
        yield error(Code.INTERNAL, "BUG", "internal error, see the server's log", Map.of());
      }
    };
  }

  private static StatusRuntimeException ofStore(StoreException failure) {
    return switch (failure) {
      case StoreDamagedException damaged ->
          error(Code.DATA_LOSS, "STORE_DAMAGED", text(damaged), Map.of());
      case StoreWriteException full -> RevisionErrors.of(full);
      case BlobRejectedException rejected -> RevisionErrors.of(rejected);
      case StoreLockedException locked ->
          error(Code.INTERNAL, "STORE_FAILED", text(locked), Map.of());
      default -> {
        LOG.error("the store failed", failure);
        yield error(Code.INTERNAL, "STORE_FAILED", text(failure), Map.of());
      }
    };
  }

  private static String text(Exception failure) {
    return String.valueOf(failure.getMessage());
  }

  static QuotaFailure quota(String subject, String description) {
    var quota = QuotaFailure.newBuilder();
    quota.addViolationsBuilder().setSubject(subject).setDescription(description);
    return quota.build();
  }

  private static ResourceInfo resource(String type, String name) {
    return ResourceInfo.newBuilder().setResourceType(type).setResourceName(name).build();
  }

  static RetryInfo retryAfterSeconds(int seconds) {
    return retryAfter(java.time.Duration.ofSeconds(seconds));
  }

  private static RetryInfo retryAfter(java.time.Duration delay) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()))
        .build();
  }

  static StatusRuntimeException error(
      Code code, String reason, String message, Map<String, String> metadata, Message... details) {
    var status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage(message)
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain(DOMAIN)
                        .putAllMetadata(metadata)
                        .build()));
    for (var detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
