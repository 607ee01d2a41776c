package dev.pipy.ctl.client;

import java.time.Duration;
import java.util.function.Consumer;

/// How to reach a server.
///
/// @param timeout for one call
/// @param trace told about every call that was made
public record Connection(
    Target target, Credentials credentials, Duration timeout, Consumer<String> trace) {}
