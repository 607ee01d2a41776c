/// Looking at live streams for somebody who asks: what flows between two filters, and counts of it.
/// Observers stand in the pipelines that are opened while somebody looks, on their worker; what
/// they saw is handed to another thread as copies.
@NullMarked
package dev.pipy.inspect;

import org.jspecify.annotations.NullMarked;
