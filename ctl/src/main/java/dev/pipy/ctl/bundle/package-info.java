/// What `pipyctl debug bundle` hands to whoever looks for a fault: files in an archive, without
/// secrets. Knows nothing of servers.
@NullMarked
package dev.pipy.ctl.bundle;

import org.jspecify.annotations.NullMarked;
