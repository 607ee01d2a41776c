/// The filters for values of Redis.
@NullMarked
package dev.pipy.filter.resp;

import org.jspecify.annotations.NullMarked;
