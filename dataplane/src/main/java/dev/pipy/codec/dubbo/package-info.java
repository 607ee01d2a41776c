/// The frames of Dubbo's protocol, cut out of bytes. State machines over bytes, confined to whoever
/// feeds them. Knows Netty's buffers only; what a body means is for others.
@NullMarked
package dev.pipy.codec.dubbo;

import org.jspecify.annotations.NullMarked;
