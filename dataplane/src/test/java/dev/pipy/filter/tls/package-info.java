/// TLS filters against each other on the bench, and against clients of the JDK on sockets.
@NullMarked
package dev.pipy.filter.tls;

import org.jspecify.annotations.NullMarked;
