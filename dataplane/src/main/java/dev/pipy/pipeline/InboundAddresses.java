package dev.pipy.pipeline;

/// Who is connected to whom: what scripts see as `__inbound`.
///
/// @param id counts connections from 1, unique in the process
/// @param localAddress numeric address the client connected to, IPv6 without brackets
/// @param localPort port it connected to
/// @param remoteAddress numeric address of the client, IPv6 without brackets
/// @param remotePort port of the client
public record InboundAddresses(
    long id, String localAddress, int localPort, String remoteAddress, int remotePort) {}
