/// What filters use to hold events back: until a promise settles, until a route is chosen, until
/// earlier answers are out. Everything is bounded and confined to a worker. Knows events, pipelines
/// and workers, no filter.
@NullMarked
package dev.pipy.filter.hold;

import org.jspecify.annotations.NullMarked;
