package dev.pipy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FilterCatalogTest {

  static List<FilterSpec> specs() {
    return FilterCatalog.ALL;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void describes_each_filter_by_the_house_rules(FilterSpec spec) {
    assertThat(spec.name()).matches("[a-z][a-zA-Z0-9]*");
    assertThat(spec.summary()).matches("[A-Z][^.]*\\.").hasSizeLessThan(100);
    assertThat(spec.input()).isNotBlank();
    assertThat(spec.output()).isNotBlank();
    assertThat(spec.example()).contains("pipy(").contains("." + spec.name() + "(");
    assertThat(spec.maker()).isNotNull();
    var names = new HashSet<String>();
    for (var param : params(spec).toList()) {
      assertThat(param.name()).matches("[a-z][a-zA-Z]*");
      assertThat(param.documentation()).matches("(?s)[A-Z`].*\\.");
      assertThat(param.type().expectation()).isNotBlank();
      assertThat(param.defaultValue() == null)
          .as("%s has a default and its text, or neither", param.name())
          .isEqualTo(param.defaultText().isEmpty());
      assertThat(names.add(param.name())).as("%s is there once", param.name()).isTrue();
    }
  }

  @Test
  void lists_every_class_that_declares_a_filter() {
    var declared =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.pipy.filter")
                .stream()
                .flatMap(FilterCatalogTest::declaration)
                .toList();

    assertThat(declared).containsExactlyInAnyOrderElementsOf(FilterCatalog.ALL);
  }

  @Test
  void names_classes_as_scripts_name_filters() {
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.pipy.filter")
            .stream()
            .filter(type -> declaration(type).findAny().isPresent())
            .forEach(type ->
                assertThat(type.getSimpleName())
                    .isEqualToIgnoringCase(declaration(type).findAny().orElseThrow().name()));
  }

  @Test
  void finds_filters_by_name() {
    assertThat(FilterCatalog.find("replaceMessage")).isNotNull();
    assertThat(FilterCatalog.find("replacemessage")).isNull();
  }

  @Test
  void suggests_what_may_have_been_meant() {
    assertThat(FilterCatalog.similar("replaceMesage")).startsWith("replaceMessage");
    assertThat(FilterCatalog.similar("lisen")).contains("listen");
    assertThat(FilterCatalog.similar("somethingElse")).isEmpty();
  }

  private static Stream<FilterSpec> declaration(JavaClass type) {
    return type.tryGetField("SPEC").stream().map(FilterCatalogTest::value);
  }

  private static FilterSpec value(JavaField field) {
    try {
      return (FilterSpec) field.reflect().get(null);
    } catch (IllegalAccessException notPublic) {
      throw new AssertionError(field.getFullName() + " must be public", notPublic);
    }
  }

  private static Stream<Param<?>> params(FilterSpec spec) {
    return Stream.concat(spec.parameters().stream(), spec.options().stream());
  }
}
