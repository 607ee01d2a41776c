package dev.pipy.codec.mqtt;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A packet that was read.
///
/// @param protocolLevel one of [ProtocolLevel]
/// @param head all that it says
/// @param payload of what it says, that which its payload says (section 2.3); null for a PUBLISH,
///   and for packets without a payload
/// @param body the bytes of its payload; they are the reader's, which has them back afterwards
public record Packet(
    int protocolLevel,
    Map<String, @Nullable Object> head,
    @Nullable Object payload,
    ByteBuf body) {}
