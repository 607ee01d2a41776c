package dev.pipy.codec.socks;

import org.jspecify.annotations.Nullable;

/// What a SOCKS client wants to be connected to.
///
/// @param host a name, an IPv4 address, or an IPv6 address in brackets
/// @param port 0 to 65535
/// @param user who it says to be: the user id of SOCKS 4, the name of RFC 1929; null if it says
///   nothing
public record SocksRequest(String host, int port, @Nullable String user) {}
