/// Whose thread it is. A worker is one event loop with its timers and its end-of-turn work;
/// blocking work goes to the one executor here. Depends on Netty only.
@NullMarked
package dev.pipy.worker;

import org.jspecify.annotations.NullMarked;
