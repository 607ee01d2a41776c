package dev.pipy.program;

/// Sessions with one upstream that streams of a generation share, on all workers together.
///
/// @param program that has them
/// @param generation of it
/// @param key what the script's filter shares them by, such as "host:port"; empty if there is none
/// @param pipeline the name of the pipeline that a session is a run of
/// @param open how many there are
/// @param idle those of them that nobody uses
/// @param waiting streams that wait for one
/// @param failed those that ended with an error since the generation began
public record UpstreamStatus(
    String program,
    long generation,
    String key,
    String pipeline,
    int open,
    int idle,
    int waiting,
    long failed) {}
