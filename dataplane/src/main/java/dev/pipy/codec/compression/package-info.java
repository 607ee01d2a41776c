/// Content codings (RFC 9110 section 8.4.1): gzip, deflate and brotli, piece by piece. State
/// machines over bytes, confined to whoever feeds them. Knows events, Netty's buffers, the JDK's
/// zlib and brotli4j.
@NullMarked
package dev.pipy.codec.compression;

import org.jspecify.annotations.NullMarked;
