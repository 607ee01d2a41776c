package dev.pipy.script;

/// What a `Configuration` object of a script stands for.
///
/// @param module whose `pipy()` made it
/// @param sink takes its calls
record Builder(ScriptModule module, ConfigurationSink sink) {}
