package dev.pipy.pipeline;

/// The sessions of one key of a filter whose streams share them, on one worker.
///
/// @param key as text; empty if the filter has none
/// @param pipeline the name of the pipeline that a session is a run of
/// @param open how many there are
/// @param idle those of them that nobody uses
/// @param waiting streams that wait for one
/// @param failed those that ended with an error so far
public record SessionStatus(
    String key, String pipeline, int open, int idle, int waiting, long failed) {}
