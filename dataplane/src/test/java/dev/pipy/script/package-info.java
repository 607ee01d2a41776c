/// Tests of the language.
@NullMarked
package dev.pipy.script;

import org.jspecify.annotations.NullMarked;
