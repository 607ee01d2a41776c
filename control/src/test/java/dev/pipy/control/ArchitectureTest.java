package dev.pipy.control;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of the control plane's tree: which package may know which, and where libraries live.
final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.pipy.control")
          .that(not(resideInAPackage("dev.pipy.control.v1")));

  @Test
  void the_store_knows_codebases() {
    mayKnow("dev.pipy.control.store", "dev.pipy.codebase");
  }

  @Test
  void logging_knows_nothing_else() {
    mayKnow("dev.pipy.control.logging");
  }

  @Test
  void configuration_files_know_nothing_of_their_keys() {
    mayKnow("dev.pipy.control.config", "dev.pipy.filter.spec");
  }

  @Test
  void remote_codebases_are_files_within_limits() {
    mayKnow("dev.pipy.control.remote", "dev.pipy.control.codebase");
  }

  @Test
  void what_systemd_is_told_knows_nothing_else() {
    mayKnow("dev.pipy.control.systemd");
  }

  @Test
  void codebases_are_checked_by_the_data_planes_own_types() {
    mayKnow("dev.pipy.control.codebase", "dev.pipy.codebase");
  }

  @Test
  void hosts_know_the_data_plane_and_its_programs() {
    mayKnow(
        "dev.pipy.control.host",
        "dev.pipy",
        "dev.pipy.codebase",
        "dev.pipy.metrics",
        "dev.pipy.program");
  }

  @Test
  void metrics_reach_the_data_plane_through_hosts() {
    mayKnow(
        "dev.pipy.control.metrics",
        "dev.pipy.control.host",
        "dev.pipy.metrics",
        "dev.pipy.program");
  }

  @Test
  void the_operations_endpoint_knows_what_it_shows() {
    mayKnow("dev.pipy.control.ops", "dev.pipy.event", "dev.pipy.metrics", "dev.pipy.program");
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pipy.control.ops")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(CLASSES);
  }

  @Test
  void services_reach_the_data_plane_through_hosts() {
    mayKnow(
        "dev.pipy.control.service",
        "dev.pipy.control.v1",
        "dev.pipy.control.codebase",
        "dev.pipy.control.diff",
        "dev.pipy.control.host",
        "dev.pipy.control.logging",
        "dev.pipy.control.metrics",
        "dev.pipy.control.store",
        "dev.pipy.codebase",
        "dev.pipy.filter..",
        "dev.pipy.inspect",
        "dev.pipy.metrics",
        "dev.pipy.program",
        "dev.pipy.telemetry");
  }

  @Test
  void only_the_server_and_its_services_know_grpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.pipy.control.server", "dev.pipy.control.service")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "dev.pipy.control.v1")
        .check(CLASSES);
  }

  @Test
  void only_the_launcher_knows_the_command_line() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pipy.control")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void has_no_cycles_among_packages() {
    slices().matching("dev.pipy.control.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Manager", "Util", "Utils", "Helper", "Impl", "Base", "Common", "Misc", "Info"})
  void uses_no_forbidden_endings(String ending) {
    classes().should().haveSimpleNameNotEndingWith(ending).check(CLASSES);
  }

  @Test
  void the_rules_look_at_something() {
    assertThat(CLASSES).hasSizeGreaterThan(50);
  }

  /// Of our own packages; what libraries may be used is said elsewhere.
  private static void mayKnow(String own, String... others) {
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.pipy..")
                .and(not(resideInAPackage(own)))
                .and(not(resideInAnyPackage(others))))
        .check(CLASSES);
  }
}
