package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.Facts;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Looks for what is wrong with this tool's surroundings and with its servers.
@Command(
    name = "doctor",
    description =
        "Check this machine and the targets for what commonly goes wrong. Exits with 1 on a"
            + " problem.",
    footer = {"  pipyctl doctor", "  pipyctl doctor --context prod -o json"})
final class DoctorCommand implements Callable<Integer> {

  private final Session session;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return Examination.run(session).number();
  }

  /// All checks, and what came of them.
  private static final class Examination {

    static ExitCode run(Session session) {
      List<Check> checks = new ArrayList<>(new ClientChecks(session).run());
      for (Destination.Place place : session.destination().places()) {
        Session one =
            new Session(session.host(), session.options(), session.destination().only(place), null);
        checks.addAll(new TargetChecks(one, place.name()).run());
      }
      Output output = session.output();
      long problems = count(checks, Check.State.PROBLEM);
      long warnings = count(checks, Check.State.WARNING);
      Facts facts =
          new Facts()
              .with("problems", problems)
              .with("warnings", warnings)
              .withAll("checks", checks.stream().map(Examination::facts).toList());
      output.facts(
          facts,
          String.join(
              "\n",
              checks.stream()
                  .filter(check -> check.state() != Check.State.OK)
                  .map(check -> check.where() + " " + check.id())
                  .toList()),
          () -> show(output, checks, problems, warnings));
      return problems == 0 ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static long count(List<Check> checks, Check.State state) {
      return checks.stream().filter(check -> check.state() == state).count();
    }

    private static Facts facts(Check check) {
      return new Facts()
          .with("where", check.where())
          .with("id", check.id())
          .with("state", check.state().name().toLowerCase(Locale.ROOT))
          .with("message", check.message())
          .with("remedy", check.remedy());
    }

    private static void show(Output output, List<Check> checks, long problems, long warnings) {
      String where = "";
      for (Check check : checks) {
        if (!check.where().equals(where)) {
          where = check.where();
          output.line(output.style().bold(where));
        }
        String sign =
            switch (check.state()) {
              case OK -> output.style().green("✓");
              case WARNING -> output.style().yellow("‼");
              case PROBLEM -> output.style().red("✗");
            };
        String id = check.state() == Check.State.OK ? "" : "   [" + check.id() + "]";
        output.line(" " + sign + " " + check.message() + id);
        if (!check.remedy().isEmpty()) {
          output.line("     " + check.remedy());
        }
      }
      output.line(
          "Status: "
              + Quantities.count(problems, "problem")
              + ", "
              + Quantities.count(warnings, "warning"));
    }
  }
}
