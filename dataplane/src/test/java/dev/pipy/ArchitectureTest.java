package dev.pipy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules of the tree: which package may know which, and where threads may meet.
final class ArchitectureTest {

  private static final JavaClasses DATA_PLANE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.pipy");

  private static final List<String> FORBIDDEN_ENDINGS =
      List.of("Manager", "Util", "Utils", "Helper", "Impl", "Base", "Common", "Misc", "Info");

  /// Packages in which more than one thread may meet, and the classes of others that may, too.
  private static final DescribedPredicate<JavaClass> MAY_SHARE =
      resideInAnyPackage(
              "dev.pipy.worker..",
              "dev.pipy.program..",
              "dev.pipy.inspect..",
              "dev.pipy.quota..",
              "dev.pipy.metrics..",
              "dev.pipy.telemetry..",
              "dev.pipy.logging..")
          .or(
              resideInAPackage("dev.pipy.script..")
                  .and(named(".*(Watchdog|ScriptRealm|ScriptEngine|SharedMaps).*")))
          .or(resideInAPackage("dev.pipy.filter.file..").and(named(".*FileTargets?(\\$.*)?")))
          .or(resideInAPackage("dev.pipy.tls..").and(named(".*TlsContexts.*")))
          .or(resideInAPackage("dev.pipy.downstream..").and(named(".*(Listener|Inbound).*")))
          .or(resideInAPackage("dev.pipy.transport..").and(named(".*TcpAcceptor")));

  @Test
  void events_know_nothing_else() {
    mayKnow("dev.pipy.event..");
  }

  @Test
  void workers_know_nothing_else() {
    mayKnow("dev.pipy.worker..");
  }

  @Test
  void codecs_know_events() {
    mayKnow("dev.pipy.codec..", "dev.pipy.event..");
  }

  @Test
  void pipelines_know_events_and_workers() {
    mayKnow("dev.pipy.pipeline..", "dev.pipy.event..", "dev.pipy.worker..", "dev.pipy.telemetry..");
  }

  @Test
  void observers_know_pipelines_and_heads() {
    mayKnow(
        "dev.pipy.inspect..",
        "dev.pipy.event..",
        "dev.pipy.pipeline..",
        "dev.pipy.worker..",
        "dev.pipy.codec.http..");
  }

  @Test
  void filters_know_what_is_beneath_them() {
    mayKnow(
        "dev.pipy.filter..",
        "dev.pipy.event..",
        "dev.pipy.pipeline..",
        "dev.pipy.worker..",
        "dev.pipy.codec..",
        "dev.pipy.inspect..",
        "dev.pipy.quota..",
        "dev.pipy.telemetry..",
        "dev.pipy.tls..",
        "dev.pipy.transport..",
        "dev.pipy.upstream..");
  }

  @Test
  void quotas_know_nothing_else() {
    mayKnow("dev.pipy.quota..");
  }

  @Test
  void tls_knows_nothing_else() {
    mayKnow("dev.pipy.tls..");
  }

  @Test
  void metrics_know_nothing_else() {
    mayKnow("dev.pipy.metrics..");
  }

  @Test
  void telemetry_knows_loops_and_metrics() {
    mayKnow("dev.pipy.telemetry..", "dev.pipy.event..", "dev.pipy.worker..", "dev.pipy.metrics..");
  }

  @Test
  void log_targets_know_nothing_else() {
    mayKnow("dev.pipy.logging..");
  }

  @Test
  void cryptography_knows_keys() {
    mayKnow("dev.pipy.crypto..", "dev.pipy.tls..");
  }

  @Test
  void sockets_know_no_filter() {
    for (var side : List.of("dev.pipy.downstream..", "dev.pipy.upstream..")) {
      mayKnow(
          side,
          "dev.pipy.transport..",
          "dev.pipy.telemetry..",
          "dev.pipy.event..",
          "dev.pipy.pipeline..",
          "dev.pipy.worker..");
    }
  }

  @Test
  void transport_knows_events_and_workers() {
    mayKnow(
        "dev.pipy.transport..", "dev.pipy.event..", "dev.pipy.worker..", "dev.pipy.telemetry..");
  }

  @Test
  void scripts_know_no_socket() {
    mayKnow(
        "dev.pipy.script..",
        "dev.pipy.event..",
        "dev.pipy.pipeline..",
        "dev.pipy.worker..",
        "dev.pipy.codec.http..",
        "dev.pipy.codec.compression..",
        "dev.pipy.codec.hessian..",
        "dev.pipy.codec.resp..",
        "dev.pipy.codec.protobuf..",
        "dev.pipy.crypto..",
        "dev.pipy.metrics..",
        "dev.pipy.telemetry..",
        "dev.pipy.logging..",
        "dev.pipy.filter..",
        "dev.pipy.quota..",
        "dev.pipy.tls..",
        "dev.pipy.codebase..");
  }

  @Test
  void checks_know_codebases_and_how_scripts_are_parsed() {
    mayKnow("dev.pipy.check..", "dev.pipy.codebase..", "dev.pipy.script..");
  }

  @Test
  void only_scripts_know_the_engine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pipy.script..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.graalvm..", "com.oracle.truffle..")
        .check(DATA_PLANE);
  }

  @Test
  void nobody_knows_the_control_plane() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "picocli..", "org.jline..")
        .check(DATA_PLANE);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("dev.pipy.(**)").should().beFreeOfCycles().check(DATA_PLANE);
  }

  @Test
  void names_say_what_a_class_does() {
    for (var ending : FORBIDDEN_ENDINGS) {
      noClasses().should().haveSimpleNameEndingWith(ending).check(DATA_PLANE);
    }
    noClasses().should().haveSimpleNameStartingWith("Abstract").check(DATA_PLANE);
  }

  @Test
  void nothing_static_changes() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .areNotAnonymousClasses()
        .should()
        .beFinal()
        .check(DATA_PLANE);
  }

  @Test
  void threads_meet_only_where_they_may() {
    methods()
        .that()
        .areDeclaredInClassesThat(DescribedPredicate.not(MAY_SHARE))
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .check(DATA_PLANE);
    fields()
        .that()
        .areDeclaredInClassesThat(DescribedPredicate.not(MAY_SHARE))
        .should()
        .notHaveModifier(JavaModifier.VOLATILE)
        .check(DATA_PLANE);
    noClasses()
        .that(DescribedPredicate.not(MAY_SHARE))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.concurrent.atomic..", "java.util.concurrent.locks..")
                .or(named("java\\.util\\.concurrent\\.Concurrent.*")))
        .check(DATA_PLANE);
  }

  @Test
  void the_rules_look_at_something() {
    assertThat(DATA_PLANE).hasSizeGreaterThan(50);
  }

  /// Of our own packages; what libraries may be used is said elsewhere.
  private static void mayKnow(String own, String... others) {
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAPackage("dev.pipy.."))
                .or(resideInAPackage(own))
                .or(resideInAnyPackage(others)))
        .allowEmptyShould(true)
        .check(DATA_PLANE);
  }

  private static DescribedPredicate<JavaClass> named(String pattern) {
    return DescribedPredicate.describe("named " + pattern, type -> type.getName().matches(pattern));
  }
}
