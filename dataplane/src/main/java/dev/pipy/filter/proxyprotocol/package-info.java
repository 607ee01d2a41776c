/// HAProxy's PROXY protocol on either side, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.proxyprotocol;

import org.jspecify.annotations.NullMarked;
