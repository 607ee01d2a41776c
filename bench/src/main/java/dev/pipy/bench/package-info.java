/// Micro-benchmarks of what runs for every request. They compare two states of our own code on one
/// machine; how we stand beside other proxies is measured by `bench/run.sh`.
@NullMarked
package dev.pipy.bench;

import org.jspecify.annotations.NullMarked;
