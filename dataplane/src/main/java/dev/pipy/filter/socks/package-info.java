/// SOCKS proxies on either side, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.socks;

import org.jspecify.annotations.NullMarked;
