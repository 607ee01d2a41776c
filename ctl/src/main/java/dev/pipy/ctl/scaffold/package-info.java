/// New codebases: templates, and the files made of them.
///
/// Writes to the local disk only; knows neither server nor commands.
@NullMarked
package dev.pipy.ctl.scaffold;

import org.jspecify.annotations.NullMarked;
