/// The proxy as a library: start a data plane, activate codebases on it.
@NullMarked
package dev.pipy;

import org.jspecify.annotations.NullMarked;
