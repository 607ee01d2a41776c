/// Tests of what looks at live streams.
@NullMarked
package dev.pipy.inspect;

import org.jspecify.annotations.NullMarked;
