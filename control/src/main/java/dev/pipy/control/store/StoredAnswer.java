package dev.pipy.control.store;

import java.time.Instant;

/// The answer to a request that may be repeated.
///
/// @param requestId a UUID in lower case
/// @param fingerprint of the request's content; a repeated call must have the same
/// @param time when it was given
/// @param content the answer, as text of the caller's choice
public record StoredAnswer(String requestId, String fingerprint, Instant time, String content) {}
