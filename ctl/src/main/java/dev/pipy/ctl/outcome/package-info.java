/// How a command ends: exit codes, failures and how they are shown.
///
/// No failure is printed anywhere else. Only the mapping of status codes knows gRPC.
@NullMarked
package dev.pipy.ctl.outcome;

import org.jspecify.annotations.NullMarked;
