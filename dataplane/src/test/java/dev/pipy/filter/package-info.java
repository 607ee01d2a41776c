/// Tests of the catalogue and its reference.
@NullMarked
package dev.pipy.filter;

import org.jspecify.annotations.NullMarked;
