package dev.pipy.codec.http2;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The streams of a connection by their numbers, and what is known of numbers whose stream is gone
/// or never was (RFC 9113 section 5.1.1). Confined to a worker.
final class StreamTable {

  /// Streams that we reset lately, on which frames may still be crossing.
  private static final int REMEMBERED_RESETS = 256;

  /// A client opens no stream from this number on: not far from the largest there is.
  private static final int LAST_LOCAL_ID = Integer.MAX_VALUE - (1 << 20);

  private final boolean isServer;
  private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
  private final Set<Http2Stream> unnumbered = new LinkedHashSet<>();
  private final int[] lateResets = new int[REMEMBERED_RESETS];
  private int resetCount;
  private int lastRemoteId;
  private int lastAdmittedId = Integer.MAX_VALUE;
  private int nextLocalId = 1;

  StreamTable(boolean isServer) {
    this.isServer = isServer;
  }

  @Nullable Http2Stream get(int id) {
    return streams.get(id);
  }

  /// All streams that are not closed.
  List<Http2Stream> all() {
    var all = new ArrayList<>(streams.values());
    all.addAll(unnumbered);
    return all;
  }

  int size() {
    return streams.size() + unnumbered.size();
  }

  /// Adds a stream of the peer.
  void add(Http2Stream stream) {
    streams.put(stream.id(), stream);
  }

  /// Adds a stream of ours that has no number yet.
  void addUnnumbered(Http2Stream stream) {
    unnumbered.add(stream);
  }

  /// Whether there are numbers left for streams of ours.
  boolean hasNumbers() {
    return nextLocalId < LAST_LOCAL_ID;
  }

  /// Gives a stream of ours the next number.
  int number(Http2Stream stream) {
    int id = nextLocalId;
    nextLocalId += 2;
    unnumbered.remove(stream);
    streams.put(id, stream);
    return id;
  }

  void remove(Http2Stream stream) {
    if (stream.id() == 0) {
      unnumbered.remove(stream);
    } else {
      streams.remove(stream.id());
    }
  }

  /// The last number that the peer used; 0 if none.
  int lastRemoteId() {
    return lastRemoteId;
  }

  /// Notes that the peer used this number.
  void advance(int id) {
    lastRemoteId = Math.max(lastRemoteId, id);
  }

  /// Whether no stream with this number was ever opened.
  boolean isIdle(int id) {
    boolean isRemote = (id & 1) == (isServer ? 1 : 0);
    return isRemote ? id > lastRemoteId : id >= nextLocalId || (id & 1) == 0;
  }

  /// Takes no streams beyond those that were opened; false if that was said before.
  boolean admitNoMore() {
    boolean isFirst = lastAdmittedId == Integer.MAX_VALUE;
    if (isFirst) {
      lastAdmittedId = lastRemoteId;
    }
    return isFirst;
  }

  /// Whether a new stream with this number comes too late.
  boolean isBeyondEnd(int id) {
    return id > lastAdmittedId;
  }

  /// Notes that we reset a stream.
  void reset(int id) {
    lateResets[resetCount++ % REMEMBERED_RESETS] = id;
  }

  /// Whether we reset the stream lately.
  boolean wasReset(int id) {
    for (int reset : lateResets) {
      if (reset == id) {
        return true;
      }
    }
    return false;
  }
}
