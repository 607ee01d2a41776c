/// Records of FastCGI, wherever their bytes are cut.
@NullMarked
package dev.pipy.codec.fastcgi;

import org.jspecify.annotations.NullMarked;
