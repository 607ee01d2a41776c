/// Values of Redis at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.resp;

import org.jspecify.annotations.NullMarked;
