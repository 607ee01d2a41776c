/// The language of the tests: a proxy under test, the control tool, clients and servers that behave
/// or misbehave, and waiting for a condition.
@NullMarked
package dev.pipy.e2e.support;

import org.jspecify.annotations.NullMarked;
