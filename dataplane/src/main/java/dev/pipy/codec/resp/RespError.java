package dev.pipy.codec.resp;

/// An error as a value, such as `ERR unknown command`; in scripts an Error.
public record RespError(String message) {}
