package dev.pipy.ctl.testing;

import dev.pipy.control.v1.Filter;
import dev.pipy.control.v1.FilterParameter;
import dev.pipy.control.v1.FilterServiceGrpc.FilterServiceImplBase;
import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.control.v1.GetFilterResponse;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.ListFiltersResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// A catalogue of three filters.
final class FakeFilters extends FilterServiceImplBase {

  private static final List<Filter> ALL =
      List.of(
          filter(
              "acceptTLS", "tls", "Terminates TLS on the incoming stream.", "acceptTLS(options)"),
          connect(),
          filter("muxHTTP", "http", "Shares connections among HTTP messages.", "muxHTTP(key)"));

  private static Filter filter(String name, String category, String summary, String signature) {
    return Filter.newBuilder()
        .setName(name)
        .setCategory(category)
        .setSummary(summary)
        .setSignature(signature)
        .setSince("1.0")
        .setInput("Data")
        .setOutput("Data")
        .build();
  }

  private static Filter connect() {
    return filter("connect", "tcp", "Opens a connection.", "connect(target, options?)").toBuilder()
        .addParameters(
            FilterParameter.newBuilder()
                .setName("target")
                .setType("string | function")
                .setDocumentation("host:port")
                .setRequired(true))
        .addParameters(
            FilterParameter.newBuilder()
                .setName("retryCount")
                .setType("int")
                .setDocumentation("How often to try again.")
                .setDefaultValue("0")
                .setOption(true))
        .addParameters(
            FilterParameter.newBuilder()
                .setName("bufferLimit")
                .setType("size")
                .setDocumentation("Stop reading at this much.")
                .setUnit("bytes")
                .setOption(true))
        .setExample("pipy.listen(8000, $ => $.connect('localhost:8080'))\n")
        .build();
  }

  @Override
  public void listFilters(ListFiltersRequest request, StreamObserver<ListFiltersResponse> answer) {
    String category = request.getCategory();
    answer.onNext(
        ListFiltersResponse.newBuilder()
            .addAllFilters(
                ALL.stream()
                    .filter(one -> category.isEmpty() || one.getCategory().equals(category))
                    .toList())
            .build());
    answer.onCompleted();
  }

  @Override
  public void getFilter(GetFilterRequest request, StreamObserver<GetFilterResponse> answer) {
    for (Filter filter : ALL) {
      if (filter.getName().equals(request.getName())) {
        answer.onNext(GetFilterResponse.newBuilder().setFilter(filter).build());
        answer.onCompleted();
        return;
      }
    }
    answer.onError(
        Status.NOT_FOUND
            .withDescription("filter " + request.getName() + ": not found (similar: connect)")
            .asRuntimeException());
  }
}
