/// The life cycle: a codebase becomes modules, layouts and listeners, one copy per worker;
/// generations replace each other. Runs on the thread that activates, commits on the workers'
/// loops.
@NullMarked
package dev.pipy.program;

import org.jspecify.annotations.NullMarked;
