/// Multipart bodies at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.multipart;

import org.jspecify.annotations.NullMarked;
