/// FastCGI 1.0: records, and what they carry. Knows nothing but bytes; confined to whoever feeds
/// it.
@NullMarked
package dev.pipy.codec.fastcgi;

import org.jspecify.annotations.NullMarked;
