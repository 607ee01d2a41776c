/// Log targets with real files and peers.
@NullMarked
package dev.pipy.logging;

import org.jspecify.annotations.NullMarked;
