package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.nio.file.InvalidPathException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// The script's `sqlite`. Each call returns when it is done, and waits for a second at most for who
/// else has the file. Public because the prelude calls it.
public final class SqliteFunctions implements AutoCloseable {

  private static final int MOST_ROWS = 100_000;
  private static final int MOST_DATABASES = 100;
  private static final int MOST_STATEMENTS = 1000;
  private static final int BUSY_MILLIS = 1000;

  private final ScriptServices services;
  private final WorkingFolder working;
  private final TreeFunctions functions;
  private final List<Database> databases = new ArrayList<>();

  SqliteFunctions(ScriptServices services, WorkingFolder working, TreeFunctions functions) {
    this.working = working;
    this.services = services;
    this.functions = functions;
  }

  /// An open database.
  private static final class Database {
    private final Connection connection;
    private final List<Query> queries = new ArrayList<>();

    Database(Connection connection) {
      this.connection = connection;
    }
  }

  /// A prepared statement, and where it is in its rows.
  private static final class Query {
    private final PreparedStatement statement;
    private @Nullable ResultSet rows;

    Query(PreparedStatement statement) {
      this.statement = statement;
    }
  }

  private interface Work<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  /// Opens a file, which may be made if it is not there; `:memory:` is one in memory.
  @HostAccess.Export
  public Object open(String filename, boolean isReadOnly, boolean mayCreate) {
    // also in memory: its statements can attach and write any file
    if (!services.systemAccess().allowsChanges()) {
      throw functions.trees().error("SQLite error: " + services.systemAccess().refusal("sqlite"));
    }
    if (databases.size() >= MOST_DATABASES) {
      throw functions.trees().error("SQLite error: " + MOST_DATABASES + " databases are open");
    }
    return attempt(() -> {
      var config = new SQLiteConfig();
      config.setBusyTimeout(BUSY_MILLIS);
      config.setReadOnly(isReadOnly);
      if (!mayCreate) {
        config.resetOpenMode(SQLiteOpenMode.CREATE);
      }
      var database = new Database(config.createConnection("jdbc:sqlite:" + resolve(filename)));
      databases.add(database);
      return database;
    });
  }

  private String resolve(String filename) {
    if (filename.equals(":memory:") || filename.isEmpty()) {
      return filename;
    }
    try {
      return working.resolve(filename).toString();
    } catch (InvalidPathException invalid) {
      throw functions.trees().error("SQLite error: " + filename + ": " + invalid.getReason());
    }
  }

  /// Runs SQL; gives the rows, with all values as text.
  @HostAccess.Export
  public @Nullable Object execute(Object database, String sql) {
    return attempt(() -> {
      try (var statement = ((Database) database).connection.createStatement()) {
        if (!statement.execute(sql)) {
          return functions.exactTrees().toScript(List.of());
        }
        try (var rows = statement.getResultSet()) {
          return functions.exactTrees().toScript(all(rows, SqliteFunctions::text));
        }
      }
    });
  }

  /// A statement for later.
  @HostAccess.Export
  public Object prepare(Object database, String sql) {
    var opened = (Database) database;
    return attempt(() -> {
      if (opened.queries.size() == MOST_STATEMENTS) {
        throw new SQLException(
            "there are " + MOST_STATEMENTS + " statements already; keep them and reset() them");
      }
      var query = new Query(opened.connection.prepareStatement(sql));
      opened.queries.add(query);
      return query;
    });
  }

  /// Sets a parameter, counted from 1.
  @HostAccess.Export
  public void bind(Object query, int index, Value value) {
    var statement = ((Query) query).statement;
    var tree = functions.exactTrees().fromScript(value);
    attempt(() -> {
      switch (tree) {
        case null -> statement.setNull(index, java.sql.Types.NULL);
        case String text -> statement.setString(index, text);
        case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
        case Integer number -> statement.setInt(index, number);
        case Long number -> statement.setLong(index, number);
        case Number number -> statement.setDouble(index, number.doubleValue());
        case Bytes bytes -> statement.setBytes(index, bytes.toArray());
        default ->
            throw new SQLException(
                "parameter " + index + " expects a string, a number, a boolean, a Data or null");
      }
      return true;
    });
  }

  /// Runs a statement from its start; gives all rows.
  @HostAccess.Export
  public @Nullable Object rows(Object query) {
    var prepared = (Query) query;
    reset(prepared);
    return attempt(() -> {
      if (!prepared.statement.execute()) {
        return functions.exactTrees().toScript(List.of());
      }
      try (var rows = prepared.statement.getResultSet()) {
        return functions.exactTrees().toScript(all(rows, SqliteFunctions::value));
      }
    });
  }

  /// Goes on to the next row; true when there is none.
  @HostAccess.Export
  public boolean step(Object query) {
    var prepared = (Query) query;
    return attempt(() -> {
      var rows = prepared.rows;
      if (rows == null) {
        if (!prepared.statement.execute()) {
          return true;
        }
        rows = prepared.statement.getResultSet();
        prepared.rows = rows;
      }
      return !rows.next();
    });
  }

  /// A value of the row, its column counted from 0.
  @HostAccess.Export
  public @Nullable Object column(Object query, int index) {
    var rows = ((Query) query).rows;
    return attempt(() -> {
      if (rows == null || index < 0 || index >= rows.getMetaData().getColumnCount()) {
        throw new SQLException("no column " + index + " here");
      }
      return functions.exactTrees().toScript(value(rows, index + 1));
    });
  }

  /// The row.
  @HostAccess.Export
  public @Nullable Object row(Object query) {
    var rows = ((Query) query).rows;
    return attempt(() -> {
      if (rows == null) {
        throw new SQLException("no row here");
      }
      return functions.exactTrees().toScript(row(rows, SqliteFunctions::value));
    });
  }

  /// Back to the start.
  @HostAccess.Export
  public void reset(Object query) {
    var prepared = (Query) query;
    var rows = prepared.rows;
    prepared.rows = null;
    if (rows != null) {
      attempt(() -> {
        rows.close();
        return true;
      });
    }
  }

  /// Closes a database and its statements.
  @HostAccess.Export
  public void close(Object database) {
    var opened = (Database) database;
    databases.remove(opened);
    attempt(() -> {
      for (var query : opened.queries) {
        query.statement.close();
      }
      opened.connection.close();
      return true;
    });
  }

  /// Closes all that is open.
  @Override
  public void close() {
    for (var database : List.copyOf(databases)) {
      close(database);
    }
  }

  private interface Reader {
    @Nullable Object read(ResultSet rows, int column) throws SQLException;
  }

  private static List<Map<String, @Nullable Object>> all(ResultSet rows, Reader reader)
      throws SQLException {
    var all = new ArrayList<Map<String, @Nullable Object>>();
    while (rows.next()) {
      if (all.size() == MOST_ROWS) {
        throw new SQLException("more than " + MOST_ROWS + " rows; use step()");
      }
      all.add(row(rows, reader));
    }
    return all;
  }

  private static Map<String, @Nullable Object> row(ResultSet rows, Reader reader)
      throws SQLException {
    var columns = rows.getMetaData();
    var row = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      row.put(columns.getColumnLabel(i), reader.read(rows, i));
    }
    return row;
  }

  private static @Nullable Object text(ResultSet rows, int column) throws SQLException {
    return rows.getString(column);
  }

  private static @Nullable Object value(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column);
  }

  private <T extends @Nullable Object> T attempt(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException failure) {
      throw functions.trees().error("SQLite error: " + failure.getMessage());
    }
  }
}
