package dev.pipy.program;

import java.time.Instant;

/// A client connection, or a peer of UDP.
///
/// @param id unique in the process, counted from 1
/// @param program that serves it
/// @param listener "ip:port" that it came to, with "/udp" behind it if it is not TCP
/// @param client "ip:port"
/// @param generation that serves it
/// @param revision of that generation
/// @param isDraining whether that generation is being replaced or stopped
/// @param worker index of the worker that it lives on
/// @param since when it came
/// @param receivedBytes from the client so far
/// @param sentBytes that the system has taken for the client so far
public record ConnectionStatus(
    long id,
    String program,
    String listener,
    String client,
    long generation,
    long revision,
    boolean isDraining,
    int worker,
    Instant since,
    long receivedBytes,
    long sentBytes) {}
