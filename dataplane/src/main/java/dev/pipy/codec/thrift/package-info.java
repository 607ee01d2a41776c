/// Thrift's messages, in the binary protocol and the compact one, as trees of plain values. State
/// machines over bytes, confined to whoever feeds them. Knows Netty's buffers and events.
@NullMarked
package dev.pipy.codec.thrift;

import org.jspecify.annotations.NullMarked;
