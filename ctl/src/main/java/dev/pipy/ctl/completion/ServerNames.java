package dev.pipy.ctl.completion;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.Filter;
import dev.pipy.control.v1.FilterServiceGrpc;
import dev.pipy.control.v1.ListFiltersRequest;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.Revision;
import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Asks the server for names, with little patience, and remembers the answers for a moment. No
/// answer is remembered as well, so that a server that is gone slows down one Tab only.
public final class ServerNames implements LiveNames {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private record Remembered(List<?> answer, long nanos) {}

  private final Connection connection;
  private final Map<String, Remembered> remembered = new HashMap<>();

  /// @param patience how long the server may take to answer
  public ServerNames(Connection connection, Duration patience) {
    this.connection =
        new Connection(
            connection.target(),
            connection.security(),
            connection.credentials(),
            patience,
            _ -> {});
  }

  @Override
  public List<Candidate> programs() {
    return ask("programs", this::programNames);
  }

  @Override
  public List<Candidate> revisions(String program) {
    return ask("revisions of " + program, client -> revisionNames(client, program));
  }

  @Override
  public List<Candidate> filters() {
    return catalog().stream()
        .map(filter -> Candidate.of(filter.getName(), filter.getSummary()))
        .toList();
  }

  @Override
  public List<Candidate> categories() {
    return catalog().stream()
        .map(Filter::getCategory)
        .distinct()
        .map(category -> Candidate.of(category, ""))
        .toList();
  }

  @Override
  public List<Candidate> loggers() {
    return ask("loggers", ServerNames::loggerNames);
  }

  private static List<Candidate> loggerNames(ControlClient client) {
    return client
        .call(
            LogServiceGrpc::newBlockingStub,
            stub -> stub.listLogLevels(ListLogLevelsRequest.getDefaultInstance()))
        .getLevelsList()
        .stream()
        .filter(level -> !level.getLogger().isEmpty())
        .map(level -> Candidate.of(level.getLogger(), ""))
        .toList();
  }

  private List<Filter> catalog() {
    return ask(
        "filters",
        client ->
            client
                .call(
                    FilterServiceGrpc::newBlockingStub,
                    stub -> stub.listFilters(ListFiltersRequest.getDefaultInstance()))
                .getFiltersList());
  }

  private List<Candidate> programNames(ControlClient client) {
    return client
        .call(
            DeploymentServiceGrpc::newBlockingStub,
            stub -> stub.listPrograms(ListProgramsRequest.getDefaultInstance()))
        .getProgramsList()
        .stream()
        .map(program -> Candidate.of(program.getName(), description(program)))
        .toList();
  }

  private static String description(Program program) {
    return program.getActiveRevision() == 0 ? "stopped" : "r" + program.getActiveRevision();
  }

  private static List<Candidate> revisionNames(ControlClient client, String program) {
    ListRevisionsRequest request =
        ListRevisionsRequest.newBuilder().setProgram(program).setPageSize(20).build();
    return client
        .call(DeploymentServiceGrpc::newBlockingStub, stub -> stub.listRevisions(request))
        .getRevisionsList()
        .stream()
        .map(revision -> Candidate.of("r" + revision.getNumber(), description(revision)))
        .toList();
  }

  private static String description(Revision revision) {
    return revision.getMessage().isEmpty() ? revision.getAuthor() : revision.getMessage();
  }

  @SuppressWarnings("unchecked") // a key always leads to lists of the same type
  private <T> List<T> ask(String key, Function<ControlClient, List<T>> question) {
    Remembered known = remembered.get(key);
    if (known == null || System.nanoTime() - known.nanos() > FRESH.toNanos()) {
      known = new Remembered(answer(question), System.nanoTime());
      remembered.put(key, known);
    }
    return (List<T>) known.answer();
  }

  private <T> List<T> answer(Function<ControlClient, List<T>> question) {
    try (ControlClient client = new ControlClient(connection, _ -> () -> {})) {
      return question.apply(client);
    } catch (CommandFailure expected) {
      return List.of();
    }
  }
}
