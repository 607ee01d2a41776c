/// Multipart bodies (RFC 2046 section 5.1) cut into their parts. State machines over bytes,
/// confined to whoever feeds them. Knows Netty's buffers, and what HTTP takes for a token.
@NullMarked
package dev.pipy.codec.multipart;

import org.jspecify.annotations.NullMarked;
