/// Tests of the package of the same name.
@NullMarked
package dev.pipy.tls;

import org.jspecify.annotations.NullMarked;
