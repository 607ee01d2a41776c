package dev.pipy.program;

import java.time.Instant;
import java.util.List;

/// What runs under a name.
///
/// @param program its name
/// @param revision that new connections see
/// @param generation number of swaps so far
/// @param since when the revision became active
/// @param listeners "ip:port" of each
/// @param connections of the active generation
/// @param drainingConnections of older ones
/// @param warmRevision that is loaded and waits; 0 for none
public record ProgramStatus(
    String program,
    long revision,
    long generation,
    Instant since,
    List<String> listeners,
    long connections,
    long drainingConnections,
    long warmRevision) {}
