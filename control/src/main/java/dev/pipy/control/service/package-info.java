/// The services of the control API. Each call runs on a thread of the server's, which it may block;
/// log streams have a virtual thread each. Depends on the store and the host, knows no sockets.
@NullMarked
package dev.pipy.control.service;

import org.jspecify.annotations.NullMarked;
