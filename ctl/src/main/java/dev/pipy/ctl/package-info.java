/// `pipyctl`: the control tool. Only its `main` is here; it wires the process to the commands.
///
/// Dependencies point one way: `command` → `shell` → `completion` → `client` → `outcome` → `output`
/// → `host`, and `command` → `codebase` → `outcome`. gRPC and JLine are loaded by the commands that
/// need them and by nothing else, so that `--help` stays quick.
@NullMarked
package dev.pipy.ctl;

import org.jspecify.annotations.NullMarked;
