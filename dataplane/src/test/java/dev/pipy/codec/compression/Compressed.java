package dev.pipy.codec.compression;

import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Bodies that others compressed.
public final class Compressed {

  /// How a body was compressed.
  public enum Frame {
    /// RFC 1952.
    GZIP,
    /// RFC 1950.
    ZLIB,
    /// RFC 1951.
    BARE,
    /// RFC 7932.
    BROTLI;

    /// The coding that it goes under.
    public ContentCoding coding() {
      return switch (this) {
        case GZIP -> ContentCoding.GZIP;
        case ZLIB, BARE -> ContentCoding.DEFLATE;
        case BROTLI -> ContentCoding.BROTLI;
      };
    }
  }

  private Compressed() {}

  /// A compressed text.
  public static byte[] of(Frame frame, String text) {
    return of(frame, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A compressed body.
  public static byte[] of(Frame frame, byte[] body) {
    try {
      if (frame == Frame.BROTLI) {
        ContentCoding.BROTLI.canDecompress(); // loads the library
        return Encoder.compress(body, new Encoder.Parameters().setQuality(4));
      }
      var out = new ByteArrayOutputStream();
      try (var compressing = stream(frame, out)) {
        compressing.write(body);
      }
      return out.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static OutputStream stream(Frame frame, OutputStream out) throws IOException {
    return switch (frame) {
      case GZIP -> new GZIPOutputStream(out);
      case ZLIB -> new DeflaterOutputStream(out);
      case BARE -> new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
      case BROTLI -> throw new IllegalArgumentException("not a stream here");
    };
  }
}
