/// Multipart messages cut into their parts.
@NullMarked
package dev.pipy.filter.multipart;

import org.jspecify.annotations.NullMarked;
