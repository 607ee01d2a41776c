/// HTTP/1 bytes to events and back, as pure state machines (RFC 9110, RFC 9112). Confined to a
/// worker. Knows events and HTTP heads, no pipeline.
@NullMarked
package dev.pipy.codec.http1;

import org.jspecify.annotations.NullMarked;
