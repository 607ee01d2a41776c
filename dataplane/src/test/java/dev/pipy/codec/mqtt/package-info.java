/// MQTT packets by the standard, at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.mqtt;

import org.jspecify.annotations.NullMarked;
