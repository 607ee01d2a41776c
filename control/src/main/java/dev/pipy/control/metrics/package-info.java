/// What the server process counts beside its data plane, and all of it together. Knows the data
/// plane through hosts, no network and no gRPC. Any thread that may block.
@NullMarked
package dev.pipy.control.metrics;

import org.jspecify.annotations.NullMarked;
