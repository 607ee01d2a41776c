/// What tests of the tool share: a server that answers as told, and surroundings that can be read.
@NullMarked
package dev.pipy.ctl.testing;

import org.jspecify.annotations.NullMarked;
