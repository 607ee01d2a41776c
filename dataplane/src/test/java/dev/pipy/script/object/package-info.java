/// Tables of `expression // => result` lines about the objects that scripts see, and what runs
/// them.
@NullMarked
package dev.pipy.script.object;

import org.jspecify.annotations.NullMarked;
