/// ClientHellos at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.tls;

import org.jspecify.annotations.NullMarked;
