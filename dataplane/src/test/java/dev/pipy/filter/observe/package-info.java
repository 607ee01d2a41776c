/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.observe;

import org.jspecify.annotations.NullMarked;
