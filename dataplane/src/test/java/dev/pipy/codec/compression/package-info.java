/// Bodies that others compressed, at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.compression;

import org.jspecify.annotations.NullMarked;
