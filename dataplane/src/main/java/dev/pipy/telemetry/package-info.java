/// What operators are told: log keys and counters. Written from any thread.
@NullMarked
package dev.pipy.telemetry;

import org.jspecify.annotations.NullMarked;
