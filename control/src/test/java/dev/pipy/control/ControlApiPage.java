package dev.pipy.control;

import static dev.pipy.control.ProtoComments.path;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The reference of the control API as Markdown, made from the `.proto` files and their comments.
final class ControlApiPage {

  private static final String PACKAGE = ".pipy.control.v1.";

  /// Field numbers of `descriptor.proto`.
  private static final int FILE_MESSAGE = 4;

  private static final int FILE_ENUM = 5;
  private static final int FILE_SERVICE = 6;
  private static final int SERVICE_METHOD = 2;
  private static final int MESSAGE_FIELD = 2;
  private static final int MESSAGE_NESTED = 3;
  private static final int MESSAGE_ENUM = 4;
  private static final int ENUM_VALUE = 2;

  /// Code that stands there already, names that are code, and what Markdown would take for markup.
  private static final Pattern SPECIAL =
      Pattern.compile("`[^`]*`|\\b[A-Za-z][\\w.]*_\\w*\\w\\b|[\\[\\]*<>|\\\\]");

  private static final Pattern REASON = Pattern.compile("[A-Z]+_[A-Z_]+");

  /// `(reason TOO_SLOW or TOO_LARGE)`.
  private static final Pattern REASONS =
      Pattern.compile("reason ((?:[A-Z]+_[A-Z_]+(?:,\\s+|\\s+or\\s+)?)+)");

  private final List<FileDescriptorProto> files;
  private final StringBuilder text = new StringBuilder();

  /// Types by their names, such as `Revision` or `Generation.State`, as they stand on the page.
  private final Map<String, String> types = new TreeMap<>();

  ControlApiPage(FileDescriptorSet set) {
    files =
        set.getFileList().stream()
            .sorted(Comparator.comparing(FileDescriptorProto::getName))
            .toList();
  }

  String markdown() {
    text.append("\n## Services\n\n| method | takes | answers |\n|---|---|---|\n");
    files.forEach(this::overview);
    files.forEach(this::services);
    files.forEach(this::collectTypes);
    text.append("\n## Messages and enums\n");
    types.values().forEach(text::append);
    return text.toString();
  }

  private void overview(FileDescriptorProto file) {
    for (ServiceDescriptorProto service : file.getServiceList()) {
      for (MethodDescriptorProto method : service.getMethodList()) {
        text.append(
            "| [%s.%s](#%s) | %s | %s |\n"
                .formatted(
                    service.getName(),
                    method.getName(),
                    anchor(service.getName() + "." + method.getName()),
                    side(method.getClientStreaming(), method.getInputType()),
                    side(method.getServerStreaming(), method.getOutputType())));
      }
    }
  }

  private static String side(boolean isStream, String type) {
    return (isStream ? "stream of " : "") + link(type);
  }

  private void services(FileDescriptorProto file) {
    var comments = new ProtoComments(file);
    for (int i = 0; i < file.getServiceCount(); i++) {
      var service = file.getService(i);
      var place = List.of(FILE_SERVICE, i);
      text.append("\n### %s\n\n".formatted(service.getName())).append(prose(comments.above(place)));
      for (int j = 0; j < service.getMethodCount(); j++) {
        var method = service.getMethod(j);
        text.append(
            "\n#### %s.%s\n\n%s → %s\n\n%s"
                .formatted(
                    service.getName(),
                    method.getName(),
                    side(method.getClientStreaming(), method.getInputType()),
                    side(method.getServerStreaming(), method.getOutputType()),
                    prose(comments.above(path(place, SERVICE_METHOD, j)))));
      }
    }
  }

  private void collectTypes(FileDescriptorProto file) {
    var comments = new ProtoComments(file);
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      collect("", file.getMessageType(i), List.of(FILE_MESSAGE, i), comments);
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      collect("", file.getEnumType(i), List.of(FILE_ENUM, i), comments);
    }
  }

  private void collect(
      String prefix, DescriptorProto message, List<Integer> place, ProtoComments comments) {
    if (message.getOptions().getMapEntry()) {
      return;
    }
    var name = prefix + message.getName();
    var page = new StringBuilder(heading(name, comments.above(place)));
    page.append(
        message.getFieldCount() == 0
            ? "\nNo fields.\n"
            : "\n| field | type | meaning |\n|---|---|---|\n");
    for (int i = 0; i < message.getFieldCount(); i++) {
      var field = message.getField(i);
      page.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  field.getName(),
                  type(field, message),
                  cell(choice(field, message), comments.above(path(place, MESSAGE_FIELD, i)))));
    }
    types.put(name, page.toString());
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      collect(name + ".", message.getNestedType(i), path(place, MESSAGE_NESTED, i), comments);
    }
    for (int i = 0; i < message.getEnumTypeCount(); i++) {
      collect(name + ".", message.getEnumType(i), path(place, MESSAGE_ENUM, i), comments);
    }
  }

  private void collect(
      String prefix, EnumDescriptorProto type, List<Integer> place, ProtoComments comments) {
    var name = prefix + type.getName();
    var page = new StringBuilder(heading(name, comments.above(place)));
    page.append("\n| value | meaning |\n|---|---|\n");
    for (int i = 0; i < type.getValueCount(); i++) {
      page.append(
          "| `%s` = %d | %s |\n"
              .formatted(
                  type.getValue(i).getName(),
                  type.getValue(i).getNumber(),
                  cell("", comments.above(path(place, ENUM_VALUE, i)))));
    }
    types.put(name, page.toString());
  }

  private static String heading(String name, String comment) {
    return "\n### " + name + "\n" + (comment.isEmpty() ? "" : "\n" + prose(comment));
  }

  private static String type(FieldDescriptorProto field, DescriptorProto message) {
    for (DescriptorProto nested : message.getNestedTypeList()) {
      if (nested.getOptions().getMapEntry()
          && field.getTypeName().endsWith("." + message.getName() + "." + nested.getName())) {
        return "map of %s to %s".formatted(name(nested.getField(0)), name(nested.getField(1)));
      }
    }
    boolean isList = field.getLabel() == Label.LABEL_REPEATED;
    return (isList ? "list of " : field.getProto3Optional() ? "optional " : "") + name(field);
  }

  private static String name(FieldDescriptorProto field) {
    return field.getType() == FieldDescriptorProto.Type.TYPE_MESSAGE
            || field.getType() == FieldDescriptorProto.Type.TYPE_ENUM
        ? link(field.getTypeName())
        : field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
  }

  private static String choice(FieldDescriptorProto field, DescriptorProto message) {
    return field.hasOneofIndex() && !field.getProto3Optional()
        ? "One of `" + message.getOneofDecl(field.getOneofIndex()).getName() + "`. "
        : "";
  }

  /// `google.protobuf.Duration` is `Duration`, without a link.
  private static String link(String type) {
    if (!type.startsWith(PACKAGE)) {
      return type.substring(type.lastIndexOf('.') + 1);
    }
    var name = type.substring(PACKAGE.length());
    return "[%s](#%s)".formatted(name, anchor(name));
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replace(".", "");
  }

  private static String cell(String before, String comment) {
    return before + comment.lines().map(ControlApiPage::marked).collect(Collectors.joining(" "));
  }

  private static String prose(String comment) {
    return comment.isEmpty()
        ? ""
        : comment.lines().map(ControlApiPage::marked).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String marked(String line) {
    return SPECIAL.matcher(line).replaceAll(ControlApiPage::code);
  }

  private static String code(MatchResult match) {
    var found = match.group();
    var shown =
        found.startsWith("`") ? found : found.length() == 1 ? "\\" + found : "`" + found + "`";
    return Matcher.quoteReplacement(shown);
  }

  /// The reasons of errors that comments of services and methods mention.
  Set<String> reasons() {
    return files.stream()
        .flatMap(file -> file.getSourceCodeInfo().getLocationList().stream())
        .flatMap(location -> REASONS.matcher(location.getLeadingComments()).results())
        .flatMap(found -> REASON.matcher(found.group(1)).results())
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
