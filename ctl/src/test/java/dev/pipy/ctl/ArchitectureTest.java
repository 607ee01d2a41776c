package dev.pipy.ctl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.pipy.ctl");

  @Test
  void knows_nothing_of_pipy_but_the_control_api() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.pipy..")
                .and(not(resideInAnyPackage("dev.pipy.ctl..", "dev.pipy.control.v1"))))
        .check(CLASSES);
  }

  @Test
  void has_no_cycles_among_packages() {
    slices().matching("dev.pipy.ctl.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void keeps_libraries_at_home() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.pipy.ctl.shell", "dev.pipy.ctl.command")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jline..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pipy.ctl.context")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.pipy.ctl.host",
            "dev.pipy.ctl.codebase",
            "dev.pipy.ctl.context",
            "dev.pipy.ctl.launcher",
            "dev.pipy.ctl.scaffold")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google..", "picocli..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Manager", "Util", "Utils", "Helper", "Impl", "Base", "Common", "Misc", "Info"})
  void uses_no_forbidden_endings(String ending) {
    classes().should().haveSimpleNameNotEndingWith(ending).check(CLASSES);
  }
}
