package dev.pipy.control.service;

import dev.pipy.control.v1.Filter;
import dev.pipy.control.v1.FilterParameter;
import dev.pipy.control.v1.FilterServiceGrpc.FilterServiceImplBase;
import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.control.v1.GetFilterResponse;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.ListFiltersResponse;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The catalogue of filters.
public final class FilterService extends FilterServiceImplBase {

  private static final String SINCE = "0.1";

  private final List<FilterSpec> filters;

  /// A service for a catalogue.
  public FilterService(List<FilterSpec> catalog) {
    filters =
        catalog.stream()
            .sorted(Comparator.comparing(FilterSpec::category).thenComparing(FilterSpec::name))
            .toList();
  }

  @Override
  public void listFilters(
      ListFiltersRequest request, StreamObserver<ListFiltersResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          var wanted = request.getCategory().toLowerCase(Locale.ROOT);
          var categories =
              Arrays.stream(FilterSpec.Category.values()).map(FilterService::name).toList();
          if (!wanted.isEmpty() && !categories.contains(wanted)) {
            new FieldCheck()
                .violation(
                    "category",
                    "\"" + wanted + "\" (expected: " + String.join(", ", categories) + ")")
                .orThrow();
          }
          var response = ListFiltersResponse.newBuilder();
          for (var spec : filters) {
            if (wanted.isEmpty() || name(spec.category()).equals(wanted)) {
              response.addFilters(message(spec));
            }
          }
          return response.build();
        });
  }

  @Override
  public void getFilter(GetFilterRequest request, StreamObserver<GetFilterResponse> observer) {
    Answers.answer(
        observer,
        () -> GetFilterResponse.newBuilder().setFilter(filter(request.getName())).build());
  }

  private Filter filter(String name) {
    if (name.isEmpty()) {
      new FieldCheck().violation("name", "empty (expected: a filter)").orThrow();
    }
    for (var spec : filters) {
      if (spec.name().equals(name)) {
        return message(spec);
      }
    }
    throw ControlErrors.filterNotFound(name, FilterCatalog.similar(name));
  }

  private static Filter message(FilterSpec spec) {
    var filter =
        Filter.newBuilder()
            .setName(spec.name())
            .setCategory(name(spec.category()))
            .setSummary(spec.summary())
            .setDescription(spec.description())
            .setSignature(spec.signature())
            .setInput(spec.input())
            .setOutput(spec.output())
            .setExample(spec.example())
            .setSince(SINCE);
    spec.parameters().forEach(param -> filter.addParameters(parameter(param, false)));
    spec.options().forEach(param -> filter.addParameters(parameter(param, true)));
    return filter.build();
  }

  private static FilterParameter parameter(Param<?> param, boolean isOption) {
    return FilterParameter.newBuilder()
        .setName(param.name())
        .setType(param.type().name())
        .setDocumentation(param.documentation())
        .setRequired(param.isRequired())
        .setDefaultValue(param.defaultText())
        .setUnit(param.type().unit())
        .setOption(isOption)
        .build();
  }

  private static String name(FilterSpec.Category category) {
    return category.name().toLowerCase(Locale.ROOT);
  }
}
