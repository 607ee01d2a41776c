package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import dev.pipy.control.v1.Diagnostic;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.Severity;
import dev.pipy.control.v1.ValidateRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

class ValidateTest extends ServiceTest {

  private static ValidateRequest.Builder validate(String main) {
    return ValidateRequest.newBuilder().addFiles(file("main.js", main));
  }

  @Test
  void says_what_is_wrong_in_the_answer() {
    var answer = deployments.validate(validate("SYNTAX_ERROR").build());

    assertThat(answer.getValid()).isFalse();
    assertThat(answer.getFileCount()).isEqualTo(1);
    assertThat(answer.getDuration())
        .isEqualTo(com.google.protobuf.Duration.newBuilder().setNanos(84_000_000).build());
    assertThat(answer.getDiagnosticsList())
        .containsExactly(
            Diagnostic.newBuilder()
                .setSeverity(Severity.SEVERITY_ERROR)
                .setId("PIPY1001")
                .setMessage("is wrong")
                .setPath("/main.js")
                .setLine(3)
                .setColumn(7)
                .setCodeFrame("frame")
                .setSuggestion("fix")
                .build());
  }

  @Test
  void changes_nothing() {
    var answer = deployments.validate(validate("1").setProgram("a").build());

    assertThat(answer.getValid()).isTrue();
    assertThat(answer.getDiagnosticsList()).isEmpty();
    assertThat(host.activations()).isZero();
    assertThat(deployments.listPrograms(ListProgramsRequest.getDefaultInstance()).getProgramsList())
        .isEmpty();
  }

  @Test
  void warnings_are_errors_when_asked_to_be_strict() {
    assertThat(deployments.validate(validate("WARNING").build()).getValid()).isTrue();

    var answer = deployments.validate(validate("WARNING").setStrict(true).build());

    assertThat(answer.getValid()).isFalse();
    assertThat(answer.getDiagnostics(0).getSeverity()).isEqualTo(Severity.SEVERITY_ERROR);
  }

  @Test
  void no_script_to_start_with_is_a_finding() {
    var request =
        ValidateRequest.newBuilder().addFiles(file("a.js", "")).addFiles(file("b.js", ""));

    var answer = deployments.validate(request.build());

    assertThat(answer.getValid()).isFalse();
    assertThat(answer.getDiagnostics(0).getId()).isEqualTo("PIPY1007");
  }

  @Test
  void names_all_invalid_fields_at_once() {
    var request =
        ValidateRequest.newBuilder()
            .addFiles(file("../x", ""))
            .setMain("/main.js")
            .setProgram("No Name")
            .build();

    var failure =
        failure(Code.INVALID_ARGUMENT, "FIELD_INVALID", () -> deployments.validate(request));

    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactlyInAnyOrder("files[0].path", "main", "program");
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> deployments.validate(ValidateRequest.getDefaultInstance()));
  }

  @Test
  void refuses_a_codebase_that_is_too_large() {
    failure(
        Code.RESOURCE_EXHAUSTED,
        "CODEBASE_TOO_LARGE",
        () -> deployments.validate(validate("x".repeat((3 << 20) + 1)).build()));
  }
}
