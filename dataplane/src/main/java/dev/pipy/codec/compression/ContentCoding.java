package dev.pipy.codec.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The codings of a body that are known here (RFC 9110 section 8.4.1).
public enum ContentCoding {
  /// LZ77 with a 32-bit CRC (RFC 1952).
  GZIP("gzip"),
  /// The zlib format (RFC 1950), or bare deflate (RFC 1951), which some send in its place.
  DEFLATE("deflate"),
  /// Brotli (RFC 7932).
  BROTLI("br");

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /// The name on the wire.
  public String token() {
    return token;
  }

  /// The coding that content-encoding names, whatever the case; null if it is another.
  public static @Nullable ContentCoding of(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "br" -> BROTLI;
      default -> null;
    };
  }

  /// Whether it can be undone on this machine: brotli has a native library. Loads it when first
  /// asked, which blocks.
  public boolean canDecompress() {
    return this != BROTLI || Brotli4jLoader.isAvailable();
  }
}
