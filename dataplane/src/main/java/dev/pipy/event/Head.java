package dev.pipy.event;

/// What a protocol says before or after a message's body. Opaque to pipelines: codecs and scripts
/// know their own kinds. Shared by reference along a pipeline, so a change made by a script is seen
/// by all later filters.
public interface Head {}
