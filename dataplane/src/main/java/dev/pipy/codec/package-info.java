/// What codecs of several protocols have in common. Knows nothing but bytes.
@NullMarked
package dev.pipy.codec;

import org.jspecify.annotations.NullMarked;
