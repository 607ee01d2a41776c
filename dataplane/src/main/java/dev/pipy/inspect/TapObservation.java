package dev.pipy.inspect;

import dev.pipy.codec.http.RequestHead;
import dev.pipy.pipeline.Stage;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tap sees of pipelines of one layout, at one place or more.
public final class TapObservation implements Observation {

  private final Tap tap;
  private final List<Integer> places;

  /// @param places numbers of filters that the tap stands before, from 0; that of the last one and
  ///   1 for the end. In order, each once
  public TapObservation(Tap tap, List<Integer> places) {
    this.tap = tap;
    this.places = List.copyOf(places);
  }

  @Override
  public Observers open(int filters) {
    var stream = new Stream(tap, places.size() > 1);
    return index -> {
      int place = places.indexOf(index);
      return place < 0 ? null : new TapObserver(tap, stream, place);
    };
  }

  /// What the places of one pipeline have in common. Confined to its worker.
  static final class Stream {

    /// Requests whose answers have not passed yet.
    private static final int MOST_REQUESTS = 64;

    private final Tap tap;
    private final boolean hasBothEnds;
    private final ArrayDeque<Request> requests = new ArrayDeque<>(1);
    private @Nullable Boolean isWanted;
    private String client = "";
    private long number;

    /// A request that passed.
    ///
    /// @param nanos when
    record Request(String line, boolean isWanted, long nanos) {}

    Stream(Tap tap, boolean hasBothEnds) {
      this.tap = tap;
      this.hasBothEnds = hasBothEnds;
    }

    /// Whether the stream's client is.
    boolean isWanted(Stage stage) {
      if (isWanted == null) {
        var addresses = stage.context().client();
        isWanted =
            tap.options()
                .filter()
                .wantsClient(addresses == null ? null : addresses.remoteAddress());
        if (addresses != null) {
          var host = addresses.remoteAddress();
          client = (host.contains(":") ? "[" + host + "]" : host) + ":" + addresses.remotePort();
        }
      }
      return isWanted;
    }

    String client() {
      return client;
    }

    long number() {
      if (number == 0) {
        number = tap.nextStream();
      }
      return number;
    }

    void asked(RequestHead head, boolean isWanted) {
      if (hasBothEnds && requests.size() < MOST_REQUESTS) {
        var path = SeenHead.path(head.path(), tap.options().showsSecrets());
        requests.add(new Request(head.method() + " " + path, isWanted, System.nanoTime()));
      }
    }

    /// The request that an answer is for; null if it is not known.
    ///
    /// @param isInterim whether another answer follows for the same one
    @Nullable Request answered(boolean isInterim) {
      return isInterim ? requests.peek() : requests.poll();
    }
  }
}
