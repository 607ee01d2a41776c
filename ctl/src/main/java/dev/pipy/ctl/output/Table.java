package dev.pipy.ctl.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under stable column names, as wide as the terminal at most.
public final class Table {

  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  /// How a column behaves.
  public enum Column {
    TEXT,
    NUMBER,
    /// Gives up width when the terminal is too narrow.
    FLEXIBLE,
    /// Shown in the wide format only.
    WIDE
  }

  private record Head(String name, Column column) {}

  private final boolean wide;
  private final List<Head> heads = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  public Table(OutputFormat format) {
    this(format == OutputFormat.WIDE);
  }

  private Table(boolean wide) {
    this.wide = wide;
  }

  /// Adds a column at the end.
  public Table column(String name, Column column) {
    heads.add(new Head(name, column));
    return this;
  }

  /// Adds a row with one cell per column, the wide ones included.
  public Table row(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalStateException(cells.length + " cells for " + heads.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(cell -> cell.replace('\n', ' ')).toList());
    return this;
  }

  /// The same table with one more column in front, which has this value in all rows.
  public Table withFirst(String name, String cell) {
    Table table = new Table(wide);
    table.column(name, Column.TEXT);
    table.heads.addAll(heads);
    for (List<String> row : rows) {
      List<String> longer = new ArrayList<>();
      longer.add(cell);
      longer.addAll(row);
      table.rows.add(longer);
    }
    return table;
  }

  /// Takes over the rows of a table with the same columns; of any other, nothing.
  ///
  /// @return whether it has the same columns
  public boolean addAll(Table other) {
    boolean isSame = heads.equals(other.heads);
    if (isSame) {
      rows.addAll(other.rows);
    }
    return isSame;
  }

  /// Prints the table; without rows only the column names.
  public void print(PrintStream out, Style style, int screenWidth) {
    lines(style, screenWidth).forEach(out::println);
  }

  /// The table's lines.
  public List<String> lines(Style style, int screenWidth) {
    int[] widths = fit(screenWidth);
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(line(heads.stream().map(Head::name).toList(), widths)));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] fit(int screenWidth) {
    int[] widths = new int[heads.size()];
    int total = -GAP.length();
    for (int i = 0; i < widths.length; i++) {
      if (!isShown(i)) {
        continue;
      }
      widths[i] = length(heads.get(i).name());
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
      total += widths[i] + GAP.length();
    }
    for (int i = widths.length - 1; i >= 0 && total > screenWidth; i--) {
      if (heads.get(i).column() == Column.FLEXIBLE) {
        int narrower = Math.max(Math.min(NARROWEST, widths[i]), widths[i] - (total - screenWidth));
        total -= widths[i] - narrower;
        widths[i] = narrower;
      }
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (!isShown(i)) {
        continue;
      }
      String cell = cut(cells.get(i), widths[i]);
      String space = " ".repeat(widths[i] - length(cell));
      boolean right = heads.get(i).column() == Column.NUMBER;
      line.append(right ? space + cell : cell + space).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private boolean isShown(int i) {
    return wide || heads.get(i).column() != Column.WIDE;
  }

  private static String cut(String cell, int width) {
    if (length(cell) <= width) {
      return cell;
    }
    return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
