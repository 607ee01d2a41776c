/// How a filter declares itself: name, parameters, docs, example, and how it is made from a
/// script's arguments. Immutable after class initialisation; used while a codebase loads, never on
/// the path of a byte.
@NullMarked
package dev.pipy.filter.spec;

import org.jspecify.annotations.NullMarked;
