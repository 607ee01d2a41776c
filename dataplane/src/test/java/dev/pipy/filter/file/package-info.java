/// Tests of the package of the same name.
@NullMarked
package dev.pipy.filter.file;

import org.jspecify.annotations.NullMarked;
