/// The product from outside: real launchers, real sockets. Nothing here knows a class of the
/// program except the generated stubs of the control API.
@NullMarked
package dev.pipy.e2e;

import org.jspecify.annotations.NullMarked;
