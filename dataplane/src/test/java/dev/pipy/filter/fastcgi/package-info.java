/// FastCGI filters, on the bench and with each other.
@NullMarked
package dev.pipy.filter.fastcgi;

import org.jspecify.annotations.NullMarked;
