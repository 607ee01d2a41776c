/// What flows through pipelines. Events are confined to one worker; whoever is handed an event owns
/// it. Depends on nothing but Netty's buffers.
@NullMarked
package dev.pipy.event;

import org.jspecify.annotations.NullMarked;
