/// PROXY headers at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.proxyprotocol;

import org.jspecify.annotations.NullMarked;
