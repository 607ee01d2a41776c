/// FastCGI between messages and bytes, for servers and for who asks them. Confined to a worker.
@NullMarked
package dev.pipy.filter.fastcgi;

import org.jspecify.annotations.NullMarked;
