/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.route;

import org.jspecify.annotations.NullMarked;
