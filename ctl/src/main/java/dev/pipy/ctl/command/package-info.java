/// The commands, one file each: words and options on top, the work in a nested class.
///
/// The nested classes are what keeps gRPC unloaded until a command runs: the command line parser
/// reflects on the outer ones only.
@NullMarked
package dev.pipy.ctl.command;

import org.jspecify.annotations.NullMarked;
