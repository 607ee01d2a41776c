/// Looks at the files of a codebase without running them: scripts that nothing loads, JSON, YAML.
/// On the thread that deploys or validates, never on a worker. Knows codebases, and of scripts only
/// how they are parsed.
@NullMarked
package dev.pipy.check;

import org.jspecify.annotations.NullMarked;
