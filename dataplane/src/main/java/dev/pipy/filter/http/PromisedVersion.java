package dev.pipy.filter.http;

import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;

/// A version of HTTP that a script's promise will say, mostly when it hears of a handshake.
///
/// @param stage whose function made the promise, for the log
record PromisedVersion(Pending pending, Stage stage) {}
