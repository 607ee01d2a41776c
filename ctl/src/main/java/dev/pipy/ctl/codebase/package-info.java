/// The folder to deploy: which files belong to it, what it is called, where it comes from.
///
/// Reads the local disk and asks git; knows neither server nor commands.
@NullMarked
package dev.pipy.ctl.codebase;

import org.jspecify.annotations.NullMarked;
