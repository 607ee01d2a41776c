package dev.pipy.pipeline;

/// Who is connected to whom: what scripts see as `__inbound`.
///
/// @param id counts connections from 1, unique in the process
/// @param localAddress numeric address the client connected to, IPv6 without brackets
/// @param localPort port it connected to
/// @param remoteAddress numeric address of the client, IPv6 without brackets
/// @param remotePort port of the client
/// @param destinationAddress numeric address that the client meant, if its connection may have been
///   redirected here; empty if that was not asked
/// @param destinationPort port that it meant; 0 likewise
public record InboundAddresses(
    long id,
    String localAddress,
    int localPort,
    String remoteAddress,
    int remotePort,
    String destinationAddress,
    int destinationPort) {

  /// Without asking what the client meant.
  public InboundAddresses(
      long id, String localAddress, int localPort, String remoteAddress, int remotePort) {
    this(id, localAddress, localPort, remoteAddress, remotePort, "", 0);
  }
}
