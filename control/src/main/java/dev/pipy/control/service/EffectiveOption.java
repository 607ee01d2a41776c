package dev.pipy.control.service;

/// What one option of the server is set to.
///
/// @param name without dashes: "log-level"
/// @param value what of it may be shown
/// @param setBy who set it: "default", "--log-level", "PIPY_LOG_LEVEL", a place in a file
public record EffectiveOption(String name, String value, String setBy) {}
