@NullMarked
package dev.pipy.filter.http;

import org.jspecify.annotations.NullMarked;
