package dev.pipy.control.store;

/// A file of a revision.
///
/// @param path relative, without a leading "/"
/// @param size in bytes
/// @param sha256 of its content, in hexadecimal
public record StoredFile(String path, long size, String sha256) {}
