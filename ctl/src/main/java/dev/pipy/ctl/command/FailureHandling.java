package dev.pipy.ctl.command;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.output.OutputFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The last stop of everything that goes wrong in a command.
record FailureHandling(Session session) {

  private static final int TRACES = 2;

  int badArguments(ParameterException bad, String[] arguments) {
    CommandLine command = bad.getCommandLine();
    List<String> hints = new ArrayList<>();
    String message = String.valueOf(bad.getMessage());
    if (bad instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().isEmpty() ? "" : unmatched.getUnmatched().getFirst();
      boolean isCommand = command.getParent() == null && !first.startsWith("-");
      message =
          unmatched.isUnknownOption()
              ? "unknown option: " + first
              : (isCommand ? "unknown command: " : "one argument too many: ") + first;
      List<String> similar = unmatched.getSuggestions();
      if (!similar.isEmpty()) {
        hints.add(
            "Did you mean: "
                + String.join(", ", similar.subList(0, Math.min(3, similar.size())))
                + "?");
      }
    }
    hints.add("See: " + command.getCommandSpec().qualifiedName() + " --help");
    OutputFormat format =
        OutputFormat.guess(Arrays.asList(arguments), session.host().variable("PIPYCTL_OUTPUT"));
    return report(Failure.local(ExitCode.USAGE, message, hints.toArray(String[]::new)), format);
  }

  int failed(Exception failed, CommandLine command, ParseResult parsed) {
    if (session.options().verbose.length >= TRACES) {
      failed.printStackTrace(session.host().err());
    }
    Failure failure =
        failed instanceof CommandFailure known
            ? known.failure()
            : Failure.local(
                ExitCode.REFUSED,
                "this is a bug in pipyctl: " + failed,
                "Please report it with the output of: "
                    + command.getCommandSpec().qualifiedName()
                    + " -vv");
    return report(failure, session.format());
  }

  private int report(Failure failure, OutputFormat format) {
    Host host = session.host();
    FailureReport.print(failure, format, session.style(), host.out(), host.err());
    return failure.exit().number();
  }
}
