/// The door of the control API: the gRPC server, who may come in, how many at a time. The server's
/// own threads; only interceptors run on its event loops.
@NullMarked
package dev.pipy.control.server;

import org.jspecify.annotations.NullMarked;
