/// The language: the only package that knows GraalJS. Scripts load on the activating thread, then
/// belong to their worker's loop.
@NullMarked
package dev.pipy.script;

import org.jspecify.annotations.NullMarked;
