package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.CloseConnectionsRequest;
import dev.pipy.control.v1.Connection;
import dev.pipy.control.v1.Generation;
import dev.pipy.control.v1.ListConnectionsRequest;
import dev.pipy.control.v1.ListGenerationsRequest;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.program.Inspection.Selection;
import io.grpc.Status.Code;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionServiceTest extends ServiceTest {

  private static ListConnectionsRequest.Builder page(int size, String token) {
    return ListConnectionsRequest.newBuilder().setPageSize(size).setPageToken(token);
  }

  @Test
  void lists_connections_page_by_page() {
    // when
    var first = connections.listConnections(page(2, "").build());
    var second = connections.listConnections(page(2, first.getNextPageToken()).build());

    // then
    assertThat(first.getConnectionsList()).extracting(Connection::getId).containsExactly(1L, 2L);
    assertThat(first.getConnections(0).getDraining()).isTrue();
    assertThat(first.getConnections(1).getClient()).isEqualTo("127.0.0.1:50002");
    assertThat(first.getConnections(1).getGeneration()).isEqualTo(4);
    assertThat(first.getSilentWorkersList()).containsExactly(1);
    assertThat(second.getConnectionsList()).extracting(Connection::getId).containsExactly(3L);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void closes_connections() {
    // when
    var answer =
        connections.closeConnections(
            CloseConnectionsRequest.newBuilder().addIds(7).addIds(8).setProgram("a").build());

    // then
    assertThat(answer.getClosed()).isEqualTo(3);
    assertThat(host.inspection().closed).containsExactly(new Selection("a", "", Set.of(7L, 8L)));
  }

  @Test
  void lists_upstreams_and_generations() {
    // when
    var upstream =
        connections.listUpstreams(ListUpstreamsRequest.getDefaultInstance()).getUpstreams(0);
    var generations =
        connections
            .listGenerations(ListGenerationsRequest.getDefaultInstance())
            .getGenerationsList();

    // then
    assertThat(upstream.getKey()).isEqualTo("localhost:8080");
    assertThat(upstream.getSessions()).isEqualTo(5);
    assertThat(upstream.getInUse()).isEqualTo(3);
    assertThat(upstream.getFailures()).isEqualTo(7);
    assertThat(generations)
        .extracting(Generation::getState)
        .containsExactly(Generation.State.STATE_ACTIVE, Generation.State.STATE_DRAINING);
  }

  @Test
  void refuses_what_is_no_selection() {
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> connections.listConnections(page(-1, "").build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> connections.listConnections(page(1, "x").build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> connections.listConnections(page(1, "").setProgram("A_").build()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> connections.closeConnections(CloseConnectionsRequest.getDefaultInstance()));
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () ->
            connections.closeConnections(
                CloseConnectionsRequest.newBuilder().addIds(1).setListener(":1").build()));
    assertThat(host.inspection().closed).isEmpty();
  }
}
