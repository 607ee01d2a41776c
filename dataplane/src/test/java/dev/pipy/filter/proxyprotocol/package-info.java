/// PROXY protocol filters on the bench and against each other.
@NullMarked
package dev.pipy.filter.proxyprotocol;

import org.jspecify.annotations.NullMarked;
