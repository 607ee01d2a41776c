/// How results look: formats, tables, colour, quantities, JSON.
///
/// Nothing here knows a command or a connection.
@NullMarked
package dev.pipy.ctl.output;

import org.jspecify.annotations.NullMarked;
