package dev.pipy.script;

import com.oracle.js.parser.TokenType;
import com.oracle.js.parser.ir.AccessNode;
import com.oracle.js.parser.ir.BinaryNode;
import com.oracle.js.parser.ir.Block;
import com.oracle.js.parser.ir.CallNode;
import com.oracle.js.parser.ir.Expression;
import com.oracle.js.parser.ir.FunctionNode;
import com.oracle.js.parser.ir.IdentNode;
import com.oracle.js.parser.ir.LexicalContext;
import com.oracle.js.parser.ir.LiteralNode;
import com.oracle.js.parser.ir.Node;
import com.oracle.js.parser.ir.ObjectNode;
import com.oracle.js.parser.ir.PropertyNode;
import com.oracle.js.parser.ir.ReturnNode;
import com.oracle.js.parser.ir.UnaryNode;
import com.oracle.js.parser.ir.visitor.NodeVisitor;
import dev.pipy.codebase.DiagnosticId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads off a module's text which names are context variables: the keys of the object literals
/// given to `pipy`, `.export` and `.import`.
final class VariableNames extends NodeVisitor<LexicalContext> {

  private final List<Declaration> declarations = new ArrayList<>();
  private final Map<String, Declaration> byName = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private boolean isComplete = true;

  /// How a variable came to be.
  enum Kind {
    PRIVATE,
    EXPORTED,
    IMPORTED
  }

  /// One key of one literal.
  ///
  /// @param namespace empty for private variables
  /// @param offset of the key in the text
  record Declaration(Kind kind, String namespace, String name, int offset) {}

  /// Something wrong at an offset of the text.
  record Finding(DiagnosticId id, String message, int offset, String suggestion) {}

  VariableNames() {
    super(new LexicalContext());
  }

  List<Declaration> declarations() {
    return declarations;
  }

  Optional<Declaration> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<Finding> findings() {
    return findings;
  }

  /// Whether all names could be read.
  boolean isComplete() {
    return isComplete;
  }

  @Override
  public Node leaveCallNode(CallNode call) {
    var arguments = call.getArgs();
    if (call.getFunction() instanceof IdentNode callee && callee.getName().equals("pipy")) {
      if (!arguments.isEmpty()) {
        declareAll(Kind.PRIVATE, "", objectOf(arguments.getFirst()), arguments.getFirst());
      }
    } else if (call.getFunction() instanceof AccessNode access) {
      if (access.getProperty().equals("export")) {
        exportAll(arguments, call);
      } else if (access.getProperty().equals("import") && !arguments.isEmpty()) {
        importAll(arguments.getFirst());
      }
    }
    return call;
  }

  private void exportAll(List<Expression> arguments, CallNode call) {
    if (arguments.size() < 2) {
      mismatch("requires 2 or more arguments", call.getFunction().getFinish() - "export".length());
      return;
    }
    var namespace = arguments.getFirst();
    if (!(namespace instanceof LiteralNode<?> literal && literal.isString())) {
      unreadable(namespace, "the namespace must be a string literal");
      return;
    }
    if (literal.getString().isEmpty()) {
      mismatch("namespace cannot be empty", namespace.getStart());
      return;
    }
    var variables = arguments.get(1);
    if (variables instanceof LiteralNode<?> nothing && isNull(nothing)) {
      mismatch("variable list cannot be null", variables.getStart());
      return;
    }
    declareAll(Kind.EXPORTED, literal.getString(), objectOf(variables), variables);
  }

  private void importAll(Expression argument) {
    if (!(argument instanceof ObjectNode object)) {
      unreadable(argument, "the names to import must be an object literal");
      return;
    }
    for (var property : object.getElements()) {
      var name = keyOf(property);
      if (name == null) {
        continue;
      }
      if (!(property.getValue() instanceof LiteralNode<?> literal)) {
        unreadable(property.getValue(), "the namespace must be a string literal");
      } else if (!literal.isString()) {
        mismatch("namespace expected for import: " + name, property.getValue().getStart());
      } else if (literal.getString().isEmpty()) {
        mismatch("namespace cannot be empty", property.getValue().getStart());
      } else {
        declare(new Declaration(Kind.IMPORTED, literal.getString(), name, property.getStart()));
      }
    }
  }

  private void declareAll(
      Kind kind, String namespace, @Nullable ObjectNode object, Expression argument) {
    if (object != null) {
      for (var property : object.getElements()) {
        var name = keyOf(property);
        if (name != null) {
          declare(new Declaration(kind, namespace, name, property.getStart()));
        }
      }
    } else if (!isNothing(argument)) {
      unreadable(argument, "the variables must be an object literal, or a function returning one");
    }
  }

  private void declare(Declaration declaration) {
    var name = declaration.name();
    if (name.isEmpty()) {
      mismatch("variable name cannot be empty", declaration.offset());
      return;
    }
    var before = byName.putIfAbsent(name, declaration);
    if (before == null) {
      declarations.add(declaration);
    } else if (before.kind() != Kind.PRIVATE || declaration.kind() != Kind.PRIVATE) {
      mismatch("duplicated variable name " + name, declaration.offset());
    }
  }

  private @Nullable String keyOf(PropertyNode property) {
    if (property.isComputed() || property.getKey() instanceof UnaryNode) {
      unreadable(property, "a computed or spread name cannot be known before the script runs");
      return null;
    }
    return property.getKeyName();
  }

  private void unreadable(Node at, String message) {
    isComplete = false;
    findings.add(
        new Finding(
            DiagnosticId.VARIABLES_NOT_LITERAL,
            message,
            at.getStart(),
            "write the names of context variables out, such as pipy({ _name: value })"));
  }

  private void mismatch(String message, int offset) {
    findings.add(new Finding(DiagnosticId.EXPORT_MISMATCH, message, offset, ""));
  }

  private static boolean isNothing(Expression argument) {
    return switch (argument) {
      case LiteralNode<?> literal -> isNull(literal);
      case IdentNode name -> name.getName().equals("undefined");
      default -> false;
    };
  }

  private static boolean isNull(LiteralNode<?> literal) {
    return Objects.isNull(literal.getValue());
  }

  /// The literal that an argument is, or that a function given as argument returns.
  private static @Nullable ObjectNode objectOf(Expression argument) {
    return switch (argument) {
      case ObjectNode object -> object;
      case FunctionNode function -> returned(function.getBody());
      case BinaryNode sequence when sequence.isTokenType(TokenType.COMMARIGHT) ->
          objectOf(sequence.getRhs());
      default -> null;
    };
  }

  private static @Nullable ObjectNode returned(Block body) {
    return body.getLastStatement() instanceof ReturnNode last && last.getExpression() != null
        ? objectOf(last.getExpression())
        : null;
  }
}
