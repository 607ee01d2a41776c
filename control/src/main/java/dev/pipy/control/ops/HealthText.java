package dev.pipy.control.ops;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/// The outcome of checks as text or JSON.
///
/// @param page such as "readyz"
/// @param checks in the order in which they are told
record HealthText(String page, List<Check> checks) {

  boolean isPassing() {
    return checks.stream().allMatch(Check::isPassing);
  }

  /// One line: "ok", or what is wrong.
  String brief() {
    return isPassing()
        ? "ok\n"
        : checks.stream()
            .filter(check -> !check.isPassing())
            .map(check -> check.name() + ": " + check.detail())
            .collect(Collectors.joining("; ", "not ok: ", "\n"));
  }

  /// A line for each check, and the sum of them, as Kubernetes tells it.
  String verbose() {
    return checks.stream().map(HealthText::line).collect(Collectors.joining())
        + page
        + " check "
        + (isPassing() ? "passed" : "failed")
        + "\n";
  }

  private static String line(Check check) {
    return check.isPassing()
        ? "[+]" + check.name() + " ok\n"
        : "[-]" + check.name() + " failed: " + check.detail() + "\n";
  }

  String json() {
    var list = new JsonArray();
    for (var check : checks) {
      var item = new JsonObject();
      item.addProperty("name", check.name());
      item.addProperty("ok", check.isPassing());
      item.addProperty("detail", check.detail());
      list.add(item);
    }
    var document = new JsonObject();
    document.addProperty("ok", isPassing());
    document.add("checks", list);
    return document + "\n";
  }
}
