package dev.pipy.codec.http2;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpTail;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/// Takes what a stream delivers before anybody waits for it.
enum NoSink implements Http2StreamSink {
  INSTANCE;

  @Override
  public void head(HttpHead head, long length) {}

  @Override
  public void data(ByteBuf owned) {
    owned.release();
  }

  @Override
  public void end(@Nullable HttpTail tail) {}

  @Override
  public void reset(Http2Error error, boolean isUnprocessed) {}

  @Override
  public void writable() {}
}
