/// MQTT packets to and from bytes, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.mqtt;

import org.jspecify.annotations.NullMarked;
