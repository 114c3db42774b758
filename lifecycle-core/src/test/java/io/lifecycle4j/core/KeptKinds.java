package io.lifecycle4j.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which kinds of files, entries and documents lie in a home, as its bytes say and no reader. */
final class KeptKinds {
  private static final Pattern MAGIC = Pattern.compile("(?s)(L4J[A-Z]{4}[0-9]).*");
  private static final int MAGIC_BYTES = 8;

  /** What a verdict may say besides. */
  static final Set<String> VERDICTS = Set.of("rowsRead", "unsafeToLoad", "undefinedMetric");

  private final Set<String> found = new TreeSet<>();

  private KeptKinds() {}

  /** Looks at every file, blob and entry of a home; opens it to do so. */
  static Set<String> in(Path home) {
    KeptKinds kinds = new KeptKinds();
    Tree.files(home).values().forEach(kinds::magic);
    try (Medium medium = Media.file(home)) {
      medium.blobs().list(blob -> kinds.blob(medium.blobs().read(blob.id())));
      for (String journal : medium.journals().names()) {
        long first = medium.journals().state(journal).orElseThrow().first();
        medium.journals().read(journal, first).forEach(entry -> kinds.entry(journal, entry));
      }
    }
    return kinds.found;
  }

  /** Looks at entries, each under the name of its journal, a slash and what it shows. */
  static Set<String> in(Map<String, String> vectors) {
    KeptKinds kinds = new KeptKinds();
    vectors.forEach(
        (name, text) ->
            kinds.entry(
                name.substring(0, name.indexOf('/')),
                new JournalEntry(1, FormatVectors.bytes(text))));
    return kinds.found;
  }

  private void magic(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(MAGIC_BYTES, bytes.length), US_ASCII);
    Matcher magic = MAGIC.matcher(start);
    if (magic.matches()) {
      found.add("magic " + magic.group(1));
    }
  }

  private void blob(byte[] bytes) {
    magic(bytes);
    if (isJson(bytes)) {
      document(json(bytes), "");
    }
  }

  /** JSON lines and images may begin with a brace, too. */
  private static boolean isJson(byte[] bytes) {
    return bytes.length > 1
        && bytes[0] == '{'
        && bytes[bytes.length - 1] == '}'
        && new String(bytes, US_ASCII).lines().count() == 1;
  }

  private static JsonNode json(byte[] bytes) {
    return ModelForms.JSON.read(bytes, ObjectNode.class, "what was kept");
  }

  private void document(JsonNode node, String name) {
    if (node.isObject()) {
      alternative(node, name);
      node.properties().forEach(part -> document(part.getValue(), part.getKey()));
    }
    if (node.isArray()) {
      node.forEach(part -> document(part, name));
    }
  }

  private void alternative(JsonNode node, String name) {
    for (String property : Set.of("plan", "kept", "task", "origin", "baseline")) {
      add(property, node.path(property));
    }
    switch (name) {
      case "check" -> add("check", node.path("kind"));
      case "asked" -> add("asked", node.path("type"));
      case "steps" -> add("fitted", node.path("type"));
      case "columns" -> add("column", node.path("type"));
      case "format" -> add("rows", node.path("id"));
      default -> {
        // nothing that has alternatives
      }
    }
    if (node.has("parts") && node.has("folders")) {
      found.add(node.path("parts").isEmpty() ? "folder" : "folder in parts");
    }
  }

  private void add(String what, JsonNode name) {
    if (name.isTextual()) {
      found.add(what + " " + name.asText());
    }
  }

  private void entry(String journal, JournalEntry entry) {
    byte[] payload = withoutBytes(entry.payload());
    String room = journal.replaceFirst("(-[0-9a-z]{16})+$", "-ID");
    if (!isJson(payload)) {
      boolean framed = journal.equals("runs");
      found.add(room + (framed ? " frame " + payload[1] : " bytes " + payload[0]));
      return;
    }
    JsonNode line = json(payload);
    switch (room) {
      case "run-ID" -> facts(line);
      case "predictions-ID" -> found.add("predictions-ID session");
      case "registry" -> line.path("changes").forEach(this::change);
      default -> {
        found.add(room + " " + line.path("kind").asText("none"));
        add(room, line.path("tier"));
        add(room, line.path("part"));
        add(room, line.path("depth"));
      }
    }
  }

  /** Leaves out what follows JSON in one line, as in the journals of windows. */
  private static byte[] withoutBytes(byte[] payload) {
    if (!FormatVectors.hasBytes(payload)) {
      return payload;
    }
    String text = new String(payload, ISO_8859_1);
    return text.substring(0, text.indexOf('\n')).getBytes(ISO_8859_1);
  }

  private void change(JsonNode change) {
    add("registry", change.path("kind"));
    for (JsonNode verdict : change.path("verdicts")) {
      add("registry", verdict.path("verdict"));
      VERDICTS.stream()
          .filter(flag -> verdict.path(flag).asBoolean())
          .forEach(flag -> found.add("registry verdict " + flag));
    }
  }

  private void facts(JsonNode line) {
    line.fieldNames().forEachRemaining(fact -> found.add("run-ID " + fact));
    add("run-ID", line.path("end").path("status"));
    line.path("params").forEach(param -> add("run-ID", param.path("type")));
  }
}
