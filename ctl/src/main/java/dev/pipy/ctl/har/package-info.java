/// What a tap has seen as a HAR document, which the network tools of browsers read.
@NullMarked
package dev.pipy.ctl.har;

import org.jspecify.annotations.NullMarked;
