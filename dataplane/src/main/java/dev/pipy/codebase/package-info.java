/// Where scripts come from: immutable trees of files. Read while a codebase loads, on the thread
/// that activates it.
@NullMarked
package dev.pipy.codebase;

import org.jspecify.annotations.NullMarked;
