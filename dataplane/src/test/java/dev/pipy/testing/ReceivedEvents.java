package dev.pipy.testing;

import dev.pipy.event.Event;
import dev.pipy.transport.OpenSocket;
import dev.pipy.upstream.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a socket brought, written down on its worker and read by a test: all bytes as one text,
/// then the end of input as [RecordingOutput] describes it, then "closed".
public final class ReceivedEvents implements OpenSocket.Owner, Outbound.Receiver {

  private final List<String> chunks = new CopyOnWriteArrayList<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();

  @Override
  public void received(Event event) {
    if (event instanceof Event.Data data) {
      chunks.add(data.bytes().toString(StandardCharsets.ISO_8859_1));
      event.release();
    } else {
      ends.add(RecordingOutput.describe(event));
    }
  }

  @Override
  public void closed() {
    ends.add("closed");
  }

  /// All bytes so far.
  public String bytes() {
    return String.join("", chunks);
  }

  /// The ends so far.
  public List<String> ends() {
    return List.copyOf(ends);
  }

  /// Returns once these ends, and no others, have come.
  public void awaitEnds(String... expected) {
    Await.until(
        "ends " + List.of(expected) + ", last " + ends, () -> ends.equals(List.of(expected)));
  }

  /// Returns once these bytes have come.
  public void awaitBytes(String expected) {
    Await.until("bytes " + expected, () -> bytes().equals(expected));
  }
}
