/// Tests of `dev.pipy.quota`.
@NullMarked
package dev.pipy.quota;

import org.jspecify.annotations.NullMarked;
