/// What the decoding filters have in common: a decoder between Data and messages. Confined to a
/// worker.
@NullMarked
package dev.pipy.filter.decode;

import org.jspecify.annotations.NullMarked;
