/// Dubbo's frames at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.dubbo;

import org.jspecify.annotations.NullMarked;
