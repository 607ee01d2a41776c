/// Where the loggers of scripts write to: streams, files, HTTP servers, syslog. Records wait in a
/// bounded queue for a thread of their target, so that no worker waits for a disk or a peer.
/// Depends on nothing else.
@NullMarked
package dev.pipy.logging;

import org.jspecify.annotations.NullMarked;
