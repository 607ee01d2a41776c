package dev.pipy.script;

/// The client connection as scripts see it in `__inbound`.
///
/// @param id counts the connections of the process, from 1
/// @param localAddress without brackets
/// @param remoteAddress without brackets
public record InboundAddresses(
    long id, String localAddress, int localPort, String remoteAddress, int remotePort) {}
