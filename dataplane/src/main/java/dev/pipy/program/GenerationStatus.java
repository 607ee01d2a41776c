package dev.pipy.program;

import java.time.Instant;

/// A version of a program that has streams, or may get them.
///
/// @param program its name
/// @param number counts the swaps of the program, from 1
/// @param revision that it is
/// @param isDraining whether it only finishes what it has
/// @param connections clients that live on it
/// @param since when it became active
public record GenerationStatus(
    String program,
    long number,
    long revision,
    boolean isDraining,
    long connections,
    Instant since) {}
