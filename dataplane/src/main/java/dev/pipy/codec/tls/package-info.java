/// TLS as far as it is read without keys: where records end, and what a ClientHello says. State
/// machines over bytes, confined to whoever feeds them. Knows Netty's buffers only.
@NullMarked
package dev.pipy.codec.tls;

import org.jspecify.annotations.NullMarked;
