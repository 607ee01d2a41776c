/// MQTT 3.1, 3.1.1 and 5.0 by the OASIS standards: packets to and from bytes, their contents as
/// named plain values. Confined to whoever feeds it.
@NullMarked
package dev.pipy.codec.mqtt;

import org.jspecify.annotations.NullMarked;
