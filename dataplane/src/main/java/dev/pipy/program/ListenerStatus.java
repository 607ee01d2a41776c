package dev.pipy.program;

/// A listening port.
///
/// @param address "ip:port"
/// @param program that it belongs to
/// @param revision that new connections see
/// @param connections open now, of all generations
/// @param accepted connections accepted so far
public record ListenerStatus(
    String address, String program, long revision, long connections, long accepted) {}
