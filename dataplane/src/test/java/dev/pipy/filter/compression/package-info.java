/// Compressing filters on the bench, and with heads of scripts on sockets.
@NullMarked
package dev.pipy.filter.compression;

import org.jspecify.annotations.NullMarked;
