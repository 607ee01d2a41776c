/// What tests of several packages share.
@NullMarked
package dev.pipy.testing;

import org.jspecify.annotations.NullMarked;
