/// SOCKS handshakes at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.socks;

import org.jspecify.annotations.NullMarked;
