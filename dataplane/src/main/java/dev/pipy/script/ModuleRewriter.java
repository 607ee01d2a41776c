package dev.pipy.script;

import com.oracle.js.parser.ErrorManager;
import com.oracle.js.parser.Parser;
import com.oracle.js.parser.ParserException;
import com.oracle.js.parser.ScriptEnvironment;
import com.oracle.js.parser.Source;
import com.oracle.js.parser.Token;
import com.oracle.js.parser.TokenType;
import com.oracle.js.parser.ir.AccessNode;
import com.oracle.js.parser.ir.CallNode;
import com.oracle.js.parser.ir.Expression;
import com.oracle.js.parser.ir.ExpressionStatement;
import com.oracle.js.parser.ir.FunctionNode;
import com.oracle.js.parser.ir.IdentNode;
import com.oracle.js.parser.ir.IndexNode;
import com.oracle.js.parser.ir.LexicalContext;
import com.oracle.js.parser.ir.PropertyNode;
import com.oracle.js.parser.ir.Statement;
import com.oracle.js.parser.ir.UnaryNode;
import com.oracle.js.parser.ir.visitor.NodeVisitor;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.filter.spec.Spelling;
import dev.pipy.script.ModuleText.Edit;
import dev.pipy.script.VariableNames.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Turns a module's text into a function expression in which context variables are properties of
/// the current context. Built on GraalJS's own parser, which is internal API: all use of it is here
/// and in [VariableNames], [ScriptSyntax] and [CallPlaces].
///
/// The function takes the variable that holds the current context, and the identity function, which
/// keeps a context variable that is called from getting the context as its `this`.
final class ModuleRewriter extends NodeVisitor<LexicalContext> {

  private static final ScriptEnvironment ENVIRONMENT =
      ScriptEnvironment.builder()
          .ecmaScriptVersion(16)
          .strict(true)
          .allowBigInt(true)
          .annexB(true)
          .classFields(true)
          .privateFieldsIn(true)
          .build();

  /// Most names reported of one file.
  private static final int MOST_FINDINGS = 200;

  private final String path;
  private final String text;
  private final VariableNames names;
  private final ContextSlots slots;
  private final Set<String> globals;
  private final String current;
  private final String identity;

  private final Map<Integer, Edit> edits = new HashMap<>();
  private final Map<Integer, Integer> members = new HashMap<>();
  private final Map<Integer, String> reads = new HashMap<>();
  private final Set<Integer> shorthands = new HashSet<>();
  private final Set<Integer> callees = new HashSet<>();
  private final Set<Integer> constructors = new HashSet<>();
  private final Set<Integer> typeofs = new HashSet<>();
  private final Set<String> guarded = new HashSet<>();
  private final List<IdentNode> undeclared = new ArrayList<>();
  private boolean usesInbound;

  /// What came of a module's text.
  ///
  /// @param isRunnable whether running it can be of use
  record Result(
      ModuleText text,
      VariableNames names,
      List<Finding> findings,
      Mentions mentions,
      boolean isRunnable) {}

  /// The text is not JavaScript.
  static final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    SyntaxException(ParserException cause) {
      super(cause.getRawMessage(), cause);
      line = cause.getLineNumber();
      column = cause.getColumnNumber() + 1;
    }

    /// Parsers and visitors call themselves for what is inside.
    SyntaxException(StackOverflowError cause) {
      super("nested too deeply", cause);
      line = 1;
      column = 1;
    }

    int line() {
      return line;
    }

    int column() {
      return column;
    }
  }

  private ModuleRewriter(
      String path, String text, VariableNames names, ContextSlots slots, Set<String> globals) {
    super(new LexicalContext());
    this.path = path;
    this.text = text;
    this.names = names;
    this.slots = slots;
    this.globals = globals;
    this.current = unused("$context", text);
    this.identity = unused("$itself", text);
  }

  /// Rewrites a module.
  ///
  /// @param slots where its variables live
  /// @param globals names that every script may use
  static Result rewrite(String path, String text, ContextSlots slots, Set<String> globals)
      throws SyntaxException {
    var program = parse(path, text);
    try {
      var names = new VariableNames();
      program.accept(names);
      var known = new HashSet<>(globals);
      var rewriter = new ModuleRewriter(path, text, names, slots, known);
      program.accept(rewriter);
      rewriter.wrap(program);
      return rewriter.result();
    } catch (StackOverflowError tooDeep) {
      throw new SyntaxException(tooDeep);
    }
  }

  /// The names of a module's context variables; none if it cannot be parsed.
  static List<String> variables(String path, String text) {
    var names = new VariableNames();
    try {
      parse(path, text).accept(names);
    } catch (SyntaxException failure) {
      return List.of();
    }
    return names.declarations().stream().map(VariableNames.Declaration::name).toList();
  }

  static FunctionNode parse(String path, String text) throws SyntaxException {
    try {
      var errors = new ErrorManager.ThrowErrorManager();
      return new Parser(ENVIRONMENT, Source.sourceFor(path, text), errors).parse();
    } catch (ParserException failure) {
      throw new SyntaxException(failure);
    } catch (StackOverflowError tooDeep) {
      throw new SyntaxException(tooDeep);
    }
  }

  private Result result() {
    var all = new ArrayList<>(names.findings());
    if (names.isComplete()) {
      undeclared.stream()
          .filter(name -> !guarded.contains(name.getName()) && !globals.contains(name.getName()))
          .limit(MOST_FINDINGS)
          .forEach(name -> all.add(undeclared(name.getName(), offset(name))));
    }
    all.sort(Comparator.comparingInt(Finding::offset));
    return new Result(
        new ModuleText(path, text, List.copyOf(edits.values()), members, reads),
        names,
        all,
        Mentions.in(text, usesInbound),
        names.findings().isEmpty());
  }

  @Override
  public boolean enterPropertyNode(PropertyNode property) {
    if (property.getValue() != null
        && property.getKey() instanceof IdentNode key
        && property.getValue().getStart() == key.getStart()) {
      shorthands.add(offset(key));
    }
    return true;
  }

  @Override
  public boolean enterCallNode(CallNode call) {
    var callee = call.getFunction();
    if (call.isNew()) {
      if (leftmost(callee) instanceof IdentNode name) {
        constructors.add(offset(name));
      }
    } else if (callee instanceof IdentNode name) {
      callees.add(offset(name));
    } else if (callee instanceof AccessNode access) {
      members.putIfAbsent(call.getFinish(), nameOffset(access));
    }
    return true;
  }

  @Override
  public boolean enterAccessNode(AccessNode access) {
    members.putIfAbsent(access.getFinish(), nameOffset(access));
    if (access.getBase() instanceof IdentNode base && base.getName().equals("globalThis")) {
      globals.add(access.getProperty());
    }
    return true;
  }

  @Override
  public boolean enterUnaryNode(UnaryNode unary) {
    if (unary.isTokenType(TokenType.TYPEOF) && unary.getExpression() instanceof IdentNode operand) {
      typeofs.add(offset(operand));
      guarded.add(operand.getName());
    }
    return true;
  }

  @Override
  public boolean enterIdentNode(IdentNode identifier) {
    var name = identifier.getName();
    int start = offset(identifier);
    if (isFree(identifier) && !edits.containsKey(start)) {
      var place = placeOf(name);
      if (place != null) {
        edits.put(start, new Edit(start, start + name.length(), use(name, start, place)));
        noteRead(name, start);
      } else if (!globals.contains(name) && !typeofs.contains(start)) {
        undeclared.add(identifier);
      }
    }
    return true;
  }

  private boolean isFree(IdentNode identifier) {
    if (identifier.isPropertyName()
        || identifier.isInternal()
        || identifier.isDeclaredHere()
        || identifier.isThis()
        || identifier.isSuper()
        || identifier.isMetaProperty()
        || identifier.isPrivate()
        || identifier.isArguments()
        || !text.startsWith(identifier.getName(), offset(identifier))) {
      return false;
    }
    for (var scope = getLexicalContext().getCurrentScope();
        scope != null;
        scope = scope.getParent()) {
      if (scope.hasSymbol(identifier.getName())) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String placeOf(String name) {
    return switch (name) {
      case "__filename" -> ContextSlots.quote(path);
      case "__inbound" -> {
        usesInbound = true;
        yield current + ".get()." + ContextSlots.INBOUND;
      }
      default ->
          names
              .find(name)
              .map(variable -> current + ".get()" + ContextSlots.access(slots.key(variable)))
              .orElse(null);
    };
  }

  /// Notes which variable an identifier stands for, so that a function that does nothing but read
  /// it can be told.
  private void noteRead(String name, int start) {
    if (!shorthands.contains(start) && !constructors.contains(start) && !callees.contains(start)) {
      names.find(name).ifPresent(variable -> reads.put(start, slots.key(variable)));
    }
  }

  private String use(String name, int start, String place) {
    if (shorthands.contains(start)) {
      return name + ": " + place;
    }
    if (constructors.contains(start)) {
      return "(" + place + ")";
    }
    return callees.contains(start) ? identity + "(" + place + ")" : place;
  }

  /// A script that asks whether there is such a name, anywhere in its text, knows that there may be
  /// none: those are left out.
  private Finding undeclared(String name, int offset) {
    var candidates = new TreeSet<>(globals);
    names.declarations().forEach(variable -> candidates.add(variable.name()));
    return new Finding(
        DiagnosticId.UNDECLARED_NAME,
        name + " is not declared",
        offset,
        Spelling.advice(name, candidates));
  }

  /// Makes the program the body of a function that returns the value of its last statement.
  private void wrap(FunctionNode program) {
    var tail = "\n})";
    var statements = program.getBody().getStatements();
    var last = statements.stream().max(Comparator.comparingInt(Statement::getStart)).orElse(null);
    if (last instanceof ExpressionStatement statement) {
      blankSemicolons(statement.getExpression().getFinish());
      insert(start(last), "return (");
      tail = "\n)})";
    }
    insert(text.length(), tail);
    insert(0, "'use strict';(function(" + current + "," + identity + "){");
  }

  /// Where a statement begins: in a string, tokens begin behind the quote.
  private int start(Statement statement) {
    int start = statement.getStart();
    return start > 0 && "'\"".indexOf(text.charAt(start - 1)) >= 0 ? start - 1 : start;
  }

  private void insert(int offset, String insertion) {
    edits.merge(offset, new Edit(offset, offset, insertion), ModuleRewriter::before);
  }

  private static Edit before(Edit there, Edit insertion) {
    return new Edit(there.start(), there.end(), insertion.replacement() + there.replacement());
  }

  private void blankSemicolons(int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.startsWith("//", i)) {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", i)) {
        i = text.indexOf("*/", i) + 1;
      } else if (text.charAt(i) == ';') {
        edits.put(i, new Edit(i, i + 1, " "));
      }
    }
  }

  private static Expression leftmost(Expression callee) {
    return switch (callee) {
      case AccessNode access -> leftmost(access.getBase());
      case IndexNode index -> leftmost(index.getBase());
      default -> callee;
    };
  }

  /// Where a name stands. The start of a name in parentheses is that of the parenthesis.
  private static int offset(IdentNode name) {
    return Token.descPosition(name.getToken());
  }

  private static int nameOffset(AccessNode access) {
    return access.getFinish() - access.getProperty().length();
  }

  private static String unused(String wanted, String text) {
    var name = wanted;
    for (int i = 1; text.contains(name); i++) {
      name = wanted + i;
    }
    return name;
  }
}
