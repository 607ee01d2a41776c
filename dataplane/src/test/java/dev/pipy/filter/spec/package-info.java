@NullMarked
package dev.pipy.filter.spec;

import org.jspecify.annotations.NullMarked;
