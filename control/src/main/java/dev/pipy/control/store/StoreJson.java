package dev.pipy.control.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The texts of the files of a store.
final class StoreJson {

  private static final Gson PRINTER =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private StoreJson() {}

  /// What `active.json` holds. A change of a program is done when this is written.
  ///
  /// @param program its state
  /// @param answer given for the last change; also kept with the other answers
  record State(StoredProgram program, @Nullable StoredAnswer answer) {}

  static byte[] write(StoredRevision revision) {
    var source = new JsonObject();
    source.addProperty("gitCommit", revision.source().gitCommit());
    source.addProperty("gitBranch", revision.source().gitBranch());
    source.addProperty("dirty", revision.source().isDirty());
    source.addProperty("ciUrl", revision.source().ciUrl());
    var labels = new JsonObject();
    revision.labels().forEach(labels::addProperty);
    var files = new JsonArray();
    for (var file : revision.files()) {
      var entry = new JsonObject();
      entry.addProperty("path", file.path());
      entry.addProperty("size", file.size());
      entry.addProperty("sha256", file.sha256());
      files.add(entry);
    }
    var json = new JsonObject();
    json.addProperty("program", revision.program());
    json.addProperty("number", revision.number());
    json.addProperty("digest", revision.digest());
    json.addProperty("main", revision.main());
    json.addProperty("message", revision.message());
    json.addProperty("author", revision.author());
    json.add("source", source);
    json.add("labels", labels);
    json.addProperty("created", revision.created().toString());
    json.add("files", files);
    return bytes(json);
  }

  /// Null if the text is not that of a whole revision.
  static @Nullable StoredRevision readRevision(byte[] text) {
    var revision = parse(text, StoreJson::revision);
    return revision != null
            && Digest.ofManifest(revision.files(), revision.main()).equals(revision.digest())
        ? revision
        : null;
  }

  private static StoredRevision revision(JsonObject json) {
    var source = field(json, "source").getAsJsonObject();
    var files = new ArrayList<StoredFile>();
    for (var element : field(json, "files").getAsJsonArray()) {
      var entry = element.getAsJsonObject();
      files.add(new StoredFile(text(entry, "path"), number(entry, "size"), text(entry, "sha256")));
    }
    return new StoredRevision(
        text(json, "program"),
        number(json, "number"),
        text(json, "digest"),
        text(json, "main"),
        text(json, "message"),
        text(json, "author"),
        new RevisionSource(
            text(source, "gitCommit"),
            text(source, "gitBranch"),
            field(source, "dirty").getAsBoolean(),
            text(source, "ciUrl")),
        labels(json),
        time(json, "created"),
        files);
  }

  /// Revisions that were stored before there were labels have none.
  private static Map<String, String> labels(JsonObject json) {
    var labels = new TreeMap<String, String>();
    if (json.has("labels")) {
      var entries = field(json, "labels").getAsJsonObject();
      entries
          .entrySet()
          .forEach(label -> labels.put(label.getKey(), text(entries, label.getKey())));
    }
    return labels;
  }

  static byte[] write(State state) {
    var activations = new JsonArray();
    for (var activation : state.program().activations()) {
      var entry = new JsonObject();
      entry.addProperty("revision", activation.revision());
      entry.addProperty("time", activation.time().toString());
      activations.add(entry);
    }
    var json = new JsonObject();
    json.addProperty("program", state.program().name());
    json.addProperty("active", state.program().active());
    json.addProperty("latest", state.program().latest());
    json.add("activations", activations);
    if (state.answer() != null) {
      json.add("answer", object(state.answer()));
    }
    return bytes(json);
  }

  /// Null if the text is not that of a whole state.
  static @Nullable State readState(byte[] text) {
    return parse(text, StoreJson::state);
  }

  private static State state(JsonObject json) {
    var activations = new ArrayList<StoredProgram.Activated>();
    for (var element : field(json, "activations").getAsJsonArray()) {
      var entry = element.getAsJsonObject();
      activations.add(new StoredProgram.Activated(number(entry, "revision"), time(entry, "time")));
    }
    return new State(
        new StoredProgram(
            text(json, "program"), number(json, "active"), number(json, "latest"), activations, ""),
        json.has("answer") ? answer(field(json, "answer").getAsJsonObject()) : null);
  }

  static byte[] write(StoredAnswer answer) {
    return bytes(object(answer));
  }

  /// Null if the text is not that of a whole answer.
  static @Nullable StoredAnswer readAnswer(byte[] text) {
    return parse(text, StoreJson::answer);
  }

  private static StoredAnswer answer(JsonObject json) {
    return new StoredAnswer(
        text(json, "requestId"),
        text(json, "fingerprint"),
        time(json, "time"),
        text(json, "content"));
  }

  private static JsonObject object(StoredAnswer answer) {
    var json = new JsonObject();
    json.addProperty("requestId", answer.requestId());
    json.addProperty("fingerprint", answer.fingerprint());
    json.addProperty("time", answer.time().toString());
    json.addProperty("content", answer.content());
    return json;
  }

  private static <T> @Nullable T parse(byte[] text, Function<JsonObject, T> reader) {
    try {
      var json = JsonParser.parseString(new String(text, StandardCharsets.UTF_8));
      return reader.apply(json.getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | DateTimeException expected) {
      return null; // the ways in which gson says that a value is of another type
    }
  }

  private static JsonElement field(JsonObject json, String name) {
    var value = json.get(name);
    if (value == null) {
      throw new JsonParseException("no " + name);
    }
    return value;
  }

  private static String text(JsonObject json, String name) {
    return field(json, name).getAsString();
  }

  private static long number(JsonObject json, String name) {
    return field(json, name).getAsLong();
  }

  private static Instant time(JsonObject json, String name) {
    return Instant.parse(text(json, name));
  }

  private static byte[] bytes(JsonObject json) {
    return (PRINTER.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
