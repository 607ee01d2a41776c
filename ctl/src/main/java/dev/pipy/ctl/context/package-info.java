/// The file with a user's contexts: which servers there are, and how to talk to them.
///
/// Reads and writes one file; knows neither connections nor commands. The only home of the YAML
/// library.
@NullMarked
package dev.pipy.ctl.context;

import org.jspecify.annotations.NullMarked;
