/// Tests of what holds for all pipelines.
@NullMarked
package dev.pipy.pipeline;

import org.jspecify.annotations.NullMarked;
