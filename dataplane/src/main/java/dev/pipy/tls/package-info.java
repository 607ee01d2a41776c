/// Certificates and keys as scripts give them, and the contexts that TLS connections are made from:
/// one per distinct configuration, for the whole process. Built on any thread that may block, used
/// on workers. Knows Netty only.
@NullMarked
package dev.pipy.tls;

import org.jspecify.annotations.NullMarked;
