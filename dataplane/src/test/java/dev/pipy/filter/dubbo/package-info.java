/// Dubbo messages to and from bytes.
@NullMarked
package dev.pipy.filter.dubbo;

import org.jspecify.annotations.NullMarked;
