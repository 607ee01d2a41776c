/// The plan and the life of a stream: immutable layouts, live pipelines, the contract of filters,
/// back-pressure. Everything that is live is confined to its worker's loop. Knows events and
/// workers.
@NullMarked
package dev.pipy.pipeline;

import org.jspecify.annotations.NullMarked;
