/// The data plane as the control side sees it. Calls block; none may be made from a worker's loop.
@NullMarked
package dev.pipy.control.host;

import org.jspecify.annotations.NullMarked;
