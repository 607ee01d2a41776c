/// HTTP messages apart from any version's syntax: heads, headers, tails, errors. Confined to a
/// worker. Knows events only.
@NullMarked
package dev.pipy.codec.http;

import org.jspecify.annotations.NullMarked;
