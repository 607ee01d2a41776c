/// The filters for MQTT.
@NullMarked
package dev.pipy.filter.mqtt;

import org.jspecify.annotations.NullMarked;
