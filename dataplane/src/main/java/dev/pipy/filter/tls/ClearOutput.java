package dev.pipy.filter.tls;

import dev.pipy.pipeline.Stage;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Clear bytes on their way to be encrypted: kept until they fill a record or the turn ends, so
/// that a head and a short body make one record. Confined to a worker.
final class ClearOutput {

  private final Stage stage;
  private final Worker worker;
  private final Consumer<ByteBuf> sink;
  private final Runnable flush = this::flushAtTurnEnd;
  private @Nullable ByteBuf gathered;
  private boolean isGatheredOurs;
  private boolean isFlushDue;
  private boolean isClosed;
  private @Nullable ReadSource source;

  /// @param sink takes over what is due
  ClearOutput(Stage stage, Consumer<ByteBuf> sink) {
    this.stage = stage;
    this.worker = stage.worker();
    this.sink = sink;
  }

  /// Whether anything is kept.
  boolean isHolding() {
    return gathered != null;
  }

  /// Takes over bytes.
  void add(ByteBuf bytes) {
    source = worker.reading();
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    if (gathered != null
        && gathered.readableBytes() + bytes.readableBytes() > TlsEngine.LARGEST_RECORD) {
      flush();
    }
    if (isClosed) {
      bytes.release();
    } else if (gathered == null) {
      gathered = bytes;
      isGatheredOurs = false;
    } else {
      join(gathered, bytes);
    }
    if (gathered != null && gathered.readableBytes() >= TlsEngine.LARGEST_RECORD) {
      flush();
    } else if (gathered != null && !isFlushDue) {
      isFlushDue = true;
      worker.atTurnEnd(flush);
    }
  }

  private void join(ByteBuf before, ByteBuf bytes) {
    var all = before;
    if (!isGatheredOurs) {
      int size = before.readableBytes() + bytes.readableBytes();
      all =
          PooledByteBufAllocator.DEFAULT.directBuffer(
              Math.max(size, TlsEngine.LARGEST_RECORD / 4), TlsEngine.LARGEST_RECORD);
      all.writeBytes(before);
      before.release();
      gathered = all;
      isGatheredOurs = true;
    }
    all.writeBytes(bytes);
    bytes.release();
  }

  private void flushAtTurnEnd() {
    isFlushDue = false;
    stage.guard(() -> {
      var outer = worker.reading();
      worker.reading(source);
      try {
        flush();
      } finally {
        worker.reading(outer);
      }
    });
  }

  /// Passes on what is kept.
  void flush() {
    var clear = gathered;
    gathered = null;
    if (clear != null) {
      sink.accept(clear);
    }
  }

  /// Drops what is kept, and whatever comes.
  void close() {
    isClosed = true;
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
