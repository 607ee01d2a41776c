/// The header of HAProxy's PROXY protocol, versions 1 and 2, read and written. State machines over
/// bytes, confined to whoever feeds them. Knows Netty's buffers and address texts only.
@NullMarked
package dev.pipy.codec.proxyprotocol;

import org.jspecify.annotations.NullMarked;
