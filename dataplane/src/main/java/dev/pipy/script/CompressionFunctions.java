package dev.pipy.script;

import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.codec.compression.Decompressor;
import dev.pipy.event.Bytes;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/// The script's `zlib`. What is inflated may have 64 MiB. Public because the prelude calls it.
public final class CompressionFunctions {

  private static final int MOST = 64 * 1024 * 1024;

  private final TreeFunctions functions;

  CompressionFunctions(TreeFunctions functions) {
    this.functions = functions;
  }

  private interface Wrapper<T> {
    T wrap(T stream) throws IOException;
  }

  /// RFC 1950.
  @HostAccess.Export
  public Bytes deflate(Bytes bytes) {
    return write(bytes, DeflaterOutputStream::new);
  }

  /// RFC 1952.
  @HostAccess.Export
  public Bytes gzip(Bytes bytes) {
    return write(bytes, GZIPOutputStream::new);
  }

  /// RFC 1950.
  @HostAccess.Export
  public Bytes inflate(Bytes bytes) {
    return read(bytes, "inflate", InflaterInputStream::new);
  }

  /// RFC 1952.
  @HostAccess.Export
  public Bytes gunzip(Bytes bytes) {
    return read(bytes, "gunzip", GZIPInputStream::new);
  }

  /// RFC 7932.
  @HostAccess.Export
  public Bytes unbrotli(Bytes bytes) {
    if (!ContentCoding.BROTLI.canDecompress()) {
      throw functions.trees().error("unbrotli() failed: there is no brotli for this machine");
    }
    var all = new Bytes();
    var decompressor = Decompressor.of(ContentCoding.BROTLI, new DecompressionLimit(MOST, MOST));
    var whole = Unpooled.wrappedBuffer(bytes.toArray());
    try {
      var error =
          decompressor.read(
              whole,
              chunk -> {
                all.push(chunk);
                chunk.release();
              });
      if (error == null) {
        error = decompressor.end();
      }
      if (error != null) {
        throw functions.trees().error("unbrotli() failed: " + error.text());
      }
    } finally {
      whole.release();
      decompressor.close();
    }
    return all;
  }

  /// The files of a tar archive, which may be gzipped.
  ///
  /// @param name of the archive, for what may be wrong with it
  @HostAccess.Export
  public Object tar(Bytes bytes, String name) {
    try {
      return TarArchive.read(bytes.toArray());
    } catch (IOException malformed) {
      throw functions.trees().error("tarball " + name + ": " + malformed.getMessage());
    }
  }

  /// A file of an archive; null if there is none.
  @HostAccess.Export
  public @Nullable Bytes tarFile(Object archive, String path) {
    var file = ((TarArchive) archive).file(path);
    return file == null ? null : new Bytes(file);
  }

  private static Bytes write(Bytes bytes, Wrapper<OutputStream> wrapper) {
    var out = new ByteArrayOutputStream();
    try (var stream = wrapper.wrap(out)) {
      stream.write(bytes.toArray());
    } catch (IOException failure) {
      throw new IllegalStateException("memory cannot be written", failure);
    }
    return new Bytes(out.toByteArray());
  }

  private Bytes read(Bytes bytes, String name, Wrapper<InputStream> wrapper) {
    byte[] all;
    try (var stream = wrapper.wrap(new ByteArrayInputStream(bytes.toArray()))) {
      all = stream.readNBytes(MOST + 1);
    } catch (IOException malformed) {
      throw functions.trees().error(name + "() failed: " + malformed.getMessage());
    }
    if (all.length > MOST) {
      throw functions.trees().error(name + "() failed: more than " + MOST + " bytes");
    }
    return new Bytes(all);
  }
}
