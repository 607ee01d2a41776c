package dev.pipy.codec.http1;

/// The facts of a request that outlive its head.
record RequestFacts(boolean isHead, boolean isConnect, boolean isUpgrade, boolean acceptsChunked)
    implements ExpectedRequest {}
