package dev.pipy.ctl.command;

import dev.pipy.control.v1.Filter;
import dev.pipy.control.v1.FilterServiceGrpc;
import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.ListFiltersResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The filters that scripts can chain, or one of them in full.
@Command(
    name = "filters",
    description = "List the filters that scripts can chain, or explain one.",
    footer = {"  pipyctl filters --category http", "  pipyctl filters connect"})
final class FiltersCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILTER", arity = "0..1", description = "Explain this one.")
  @Nullable String name;

  @Option(
      names = "--category",
      paramLabel = "CATEGORY",
      description = "Only filters of this category.")
  String category = "";

  private final Session session;

  FiltersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.look(each -> {
      if (name == null) {
        Catalog.list(each, category);
      } else {
        Catalog.explain(each, name);
      }
      return 0;
    });
  }

  /// Asks the server's catalogue.
  private static final class Catalog {

    static void list(Session session, String category) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        ListFiltersRequest request = ListFiltersRequest.newBuilder().setCategory(category).build();
        ListFiltersResponse response =
            client.call(FilterServiceGrpc::newBlockingStub, stub -> stub.listFilters(request));
        output.list(
            response, response.getFiltersList(), Filter::getName, () -> table(output, response));
      }
    }

    private static void table(Output output, ListFiltersResponse response) {
      Table table =
          new Table(output.format())
              .column("NAME", Column.TEXT)
              .column("CATEGORY", Column.TEXT)
              .column("SUMMARY", Column.FLEXIBLE)
              .column("SINCE", Column.TEXT)
              .column("SIGNATURE", Column.WIDE)
              .column("INPUT", Column.WIDE)
              .column("OUTPUT", Column.WIDE);
      for (Filter filter : response.getFiltersList()) {
        table.row(
            filter.getName(),
            filter.getCategory(),
            filter.getSummary(),
            filter.getSince(),
            filter.getSignature(),
            filter.getInput(),
            filter.getOutput());
      }
      output.table(table);
      output.note(
          Quantities.count(response.getFiltersCount(), "filter")
              + "      More about one: pipyctl filters NAME");
    }

    static void explain(Session session, String name) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        GetFilterRequest request = GetFilterRequest.newBuilder().setName(name).build();
        Filter filter =
            client
                .call(FilterServiceGrpc::newBlockingStub, stub -> stub.getFilter(request))
                .getFilter();
        output.one(filter, name, () -> new FilterPage(filter, output).print());
      }
    }
  }
}
