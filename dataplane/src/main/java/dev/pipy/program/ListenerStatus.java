package dev.pipy.program;

/// A listening port.
///
/// @param address "ip:port", with "/udp" behind it if it is not TCP
/// @param program that it belongs to
/// @param revision that new connections see
/// @param connections connections, or peers of UDP, open now, of all generations
/// @param accepted those accepted so far
/// @param dropped datagrams dropped so far
public record ListenerStatus(
    String address, String program, long revision, long connections, long accepted, long dropped) {}
