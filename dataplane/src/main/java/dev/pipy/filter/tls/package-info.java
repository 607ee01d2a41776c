/// TLS on either side of the proxy, as filters: what comes in encrypted goes on clear, and the
/// other way round. Confined to the worker of the stream; only what takes an engine long runs
/// elsewhere.
@NullMarked
package dev.pipy.filter.tls;

import org.jspecify.annotations.NullMarked;
