/// The configuration file of a server, as text with places; what its keys mean is decided by who
/// reads it. Read by one thread at the start and at each reload.
@NullMarked
package dev.pipy.control.config;

import org.jspecify.annotations.NullMarked;
