/// SOCKS filters on the bench.
@NullMarked
package dev.pipy.filter.socks;

import org.jspecify.annotations.NullMarked;
