package dev.pipy.script;

import com.oracle.js.parser.ir.AccessNode;
import com.oracle.js.parser.ir.CallNode;
import com.oracle.js.parser.ir.LexicalContext;
import com.oracle.js.parser.ir.ObjectNode;
import com.oracle.js.parser.ir.UnaryNode;
import com.oracle.js.parser.ir.visitor.NodeVisitor;
import dev.pipy.codebase.SourceLocation;
import java.util.HashMap;
import java.util.Map;

/// Where the options of calls stand in the text of a script, so that a finding points at an option
/// rather than at the call. Reads the text anew, so it is made for findings only.
public final class CallPlaces extends NodeVisitor<LexicalContext> {

  private final String path;
  private final String text;
  private final Map<Integer, Map<String, Integer>> options = new HashMap<>();

  private CallPlaces(String path, String text) {
    super(new LexicalContext());
    this.path = path;
    this.text = text;
  }

  /// The places in a script; none if it cannot be parsed.
  public static CallPlaces of(String path, String text) {
    var places = new CallPlaces(path, text);
    try {
      ModuleRewriter.parse(path, text).accept(places);
    } catch (ModuleRewriter.SyntaxException | StackOverflowError unreadable) {
      places.options.clear();
    }
    return places;
  }

  /// Where an option stands; the place of the call if it is in no object literal there.
  ///
  /// @param call place of the method's name
  public SourceLocation option(SourceLocation call, String name) {
    var offset = options.getOrDefault(call.offset(text), Map.of()).get(name);
    return offset == null ? call : SourceLocation.of(path, text, offset);
  }

  @Override
  public boolean enterCallNode(CallNode call) {
    if (call.getFunction() instanceof AccessNode access
        && !call.getArgs().isEmpty()
        && call.getArgs().getLast() instanceof ObjectNode object) {
      var places = new HashMap<String, Integer>();
      for (var property : object.getElements()) {
        if (!property.isComputed() && !(property.getKey() instanceof UnaryNode)) {
          places.put(property.getKeyName(), property.getStart());
        }
      }
      options.put(access.getFinish() - access.getProperty().length(), places);
    }
    return true;
  }
}
