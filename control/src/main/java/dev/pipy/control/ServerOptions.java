package dev.pipy.control;

import dev.pipy.pipeline.SystemAccess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// What the command line asks a server to do.
///
/// @param codebase script or folder to run; null for none
/// @param adminAddress where the control API is; null for nowhere
/// @param opsAddress where metrics and health are; null for nowhere
/// @param requiresToken whether callers of the control API must show the token
/// @param stateDirectory where tokens and stores are kept
/// @param threads number of workers
/// @param logLevel lowest level that is logged
/// @param drainLimit how long connections may drain
/// @param scriptAccess what scripts may do to the machine
record ServerOptions(
    @Nullable Path codebase,
    @Nullable InetSocketAddress adminAddress,
    @Nullable InetSocketAddress opsAddress,
    boolean requiresToken,
    Path stateDirectory,
    int threads,
    Level logLevel,
    Duration drainLimit,
    SystemAccess scriptAccess) {}
