package dev.pipy.script;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Reads XML for the script's `XML`. Document type definitions are skipped, so that no entity of
/// theirs means anything and nothing outside is read. Public because the prelude calls it.
public final class XmlFunctions {

  private static final int DEEPEST = 200;

  private final XMLInputFactory readers = XMLInputFactory.newDefaultFactory();

  XmlFunctions() {
    readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    readers.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    readers.setProperty(XMLInputFactory.IS_COALESCING, true);
    warmUp();
  }

  /// The first reader of a process reads a file of the Java runtime, which no loop may wait for.
  private void warmUp() {
    try {
      readers.createXMLStreamReader(new StringReader("<a/>")).close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("an element is XML", impossible);
    }
  }

  /// An element that is being read.
  private static final class Open {
    private final String name;
    private final List<Object> attributes = new ArrayList<>();
    private final List<Object> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Open(String name) {
      this.name = name;
    }

    void endText() {
      if (!text.isEmpty()) {
        children.add(text.toString());
        text.setLength(0);
      }
    }

    Value node(Value newNode) {
      endText();
      return newNode.execute(name, attributes.toArray(), children.toArray());
    }
  }

  /// The root element; null if the text is no XML.
  ///
  /// @param newNode a function of a name, an array of attributes (name, value, ...) and one of
  ///   children
  @HostAccess.Export
  public @Nullable Object parse(String text, Value newNode) {
    try {
      var reader = readers.createXMLStreamReader(new StringReader(text));
      return root(reader, newNode);
    } catch (XMLStreamException expected) {
      return null;
    }
  }

  private static @Nullable Object root(XMLStreamReader reader, Value newNode)
      throws XMLStreamException {
    var open = new ArrayDeque<Open>();
    Object root = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() >= DEEPEST) {
            return null;
          }
          open.push(element(reader));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          var node = open.pop().node(newNode);
          var parent = open.peek();
          if (parent == null) {
            root = node;
          } else {
            parent.endText();
            parent.children.add(node);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          var inside = open.peek();
          if (inside != null) {
            inside.text.append(reader.getText());
          }
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          return null; // one that nobody defined
        }
        default -> {} // comments, processing instructions, the document type
      }
    }
    return root;
  }

  private static Open element(XMLStreamReader reader) {
    var element = new Open(name(reader.getPrefix(), reader.getLocalName()));
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      element.attributes.add(name(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)));
      element.attributes.add(reader.getAttributeValue(i));
    }
    return element;
  }

  private static String name(@Nullable String prefix, String local) {
    return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
  }
}
