package io.lifecycle4j.core.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One reading of one file of JSON lines. Memory holds one row, whatever the size of the file. */
final class JsonLinesReading {
  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(1 << 20)
                  .maxNameLength(1_024)
                  .maxNestingDepth(64)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private final String file;
  private final Schema schema;
  private final Map<String, Integer> places = new HashMap<>();
  private final Set<String> outer = new HashSet<>();
  private final TextColumns renamed;

  /** Columns that are read from a property of another name. */
  private final Set<String> taken = new HashSet<>();

  /** Names to be renamed to columns that the schema lacks, which must be in some line as well. */
  private final Set<String> unseen;

  /** The first column that is there beside the one read under its name; else empty. */
  private String twice = "";

  private final boolean[] seen;
  private final boolean[] ever;
  private final FileRow row;
  private final BadCells bad;
  private long rows;
  private int line;

  JsonLinesReading(String file, Schema schema, Format format) {
    this.file = file;
    this.schema = schema;
    this.renamed = TextColumns.of(format);
    this.unseen = renamed.unused(schema);
    this.seen = new boolean[schema.columns().size()];
    this.ever = new boolean[seen.length];
    this.row = new FileRow(schema);
    this.bad = new BadCells(file, row, renamed.lenient(schema));
    for (int i = 0; i < seen.length; i++) {
      String column = schema.columns().get(i).name();
      String name = renamed.header(column);
      places.put(name, i);
      if (!name.equals(column)) {
        taken.add(column);
      }
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        outer.add(name.substring(0, dot + 1));
      }
    }
  }

  void read(InputStream bytes, Consumer<? super Row> action) throws IOException {
    try (JsonParser in = JSON.createParser(StrictText.reader(bytes, StandardCharsets.UTF_8))) {
      while (next(in)) {
        if (!bad.any()) {
          action.accept(row);
        }
      }
    }
    bad.check();
    for (int i = 0; i < ever.length; i++) {
      if (rows > 0 && !ever[i]) {
        String column = schema.columns().get(i).name();
        String header = renamed.header(column);
        throw invalid(
            header.equals(column)
                ? "no column " + column + " in any line"
                : renamed.inNoLine(header));
      }
    }
    if (rows > 0 && !unseen.isEmpty()) {
      throw invalid(renamed.inNoLine(unseen.iterator().next()));
    }
    if (!twice.isEmpty()) {
      throw invalid(twice);
    }
  }

  /** Returns the row after {@code skip} others. */
  Row row(InputStream bytes, long skip) throws IOException {
    try (JsonParser in = JSON.createParser(StrictText.reader(bytes, StandardCharsets.UTF_8))) {
      boolean there = next(in);
      for (long i = 0; i < skip && there; i++) {
        there = next(in);
      }
      bad.check();
      if (!there) {
        throw invalid("there is no longer a row");
      }
      return row;
    }
  }

  private boolean next(JsonParser in) throws IOException {
    try {
      JsonToken token = in.nextToken();
      if (token == null) {
        return false;
      }
      begin(in, token);
      object(in, "");
      if (in.currentTokenLocation().getLineNr() != line) {
        throw invalid("line " + line + ": the object does not end in its line");
      }
      end();
      return true;
    } catch (JsonProcessingException e) {
      bad.check();
      throw broken(file, line, e);
    }
  }

  /** Reports where a line is malformed, and quotes nothing of it, which may be private. */
  static InvalidDataException broken(String file, int line, JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    String problem = "it is no JSON";
    if (e instanceof StreamConstraintsException) {
      problem = e.getOriginalMessage();
    } else if (e instanceof JsonEOFException) {
      problem = "it ends too early";
    }
    return new InvalidDataException(
        String.format(
            "Cannot read %s: line %s, character %s: %s",
            file,
            place == null ? line : place.getLineNr(),
            place == null ? 1 : place.getColumnNr(),
            problem));
  }

  /** Describes what is not an object, and quotes nothing of it. */
  static String noObject(JsonToken token) {
    String found =
        switch (token) {
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "a text";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
          default -> token.isBoolean() ? "a truth" : "null";
        };
    return "begins with " + found + " (must be an object)";
  }

  private void begin(JsonParser in, JsonToken token) throws IOException {
    int before = line;
    line = in.currentTokenLocation().getLineNr();
    if (token != JsonToken.START_OBJECT) {
      throw invalid("line " + line + " " + noObject(token));
    }
    if (line == before) {
      throw invalid("line " + line + " has more than one object");
    }
    Arrays.fill(seen, false);
  }

  private void end() {
    rows++;
    row.at(file, line);
    for (int i = 0; i < seen.length; i++) {
      ever[i] |= seen[i];
      if (!seen[i]) {
        missing(i);
      }
    }
  }

  private void object(JsonParser in, String outside) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      String path = outside.isEmpty() ? name : outside + name;
      JsonToken token = in.nextToken();
      Integer place = places.get(path);
      if (place != null) {
        cell(in, place, token);
      } else if (token == JsonToken.START_OBJECT && outer.contains(path + '.')) {
        object(in, path + '.');
      } else {
        other(path);
        in.skipChildren();
      }
    }
  }

  /** Checks the name of a property that is read as no column of the schema. */
  private void other(String path) {
    unseen.remove(path);
    if (twice.isEmpty() && taken.contains(path) && renamed.column(path).equals(path)) {
      twice = "line " + line + ": column " + path + " twice" + renamed.alsoRenamed(path);
    }
  }

  private void cell(JsonParser in, int place, JsonToken token) throws IOException {
    Column column = schema.columns().get(place);
    if (seen[place]) {
      throw invalid("line " + line + ": column " + column.name() + " twice");
    }
    seen[place] = true;
    if (token == JsonToken.VALUE_NULL) {
      missing(place);
      return;
    }
    try {
      switch (column.type()) {
        case FLOAT64 -> bad.set(line, place, JsonCells.number(in, token));
        case INT64 -> bad.set(line, place, JsonCells.whole(in, token));
        case BOOLEAN -> bad.set(line, place, JsonCells.truth(token));
        case TIMESTAMP -> bad.set(line, place, JsonCells.time(in, token));
        case TENSOR -> JsonCells.tensor(in, token, row.tensor(place));
        default -> bad.set(line, place, JsonCells.text(in, token));
      }
    } catch (NumberFormatException e) {
      bad.misfit(line, place, in.getText());
      if (column.type() == DataType.TENSOR) {
        bad.check(); // the position within the array is lost
      }
      in.skipChildren();
    }
  }

  private void missing(int place) {
    Column column = schema.columns().get(place);
    switch (column.type()) {
      case STRING, CATEGORICAL -> bad.set(line, place, "");
      case TENSOR -> bad.add(line, column, "");
      default -> bad.set(line, place, Double.NaN);
    }
  }

  private InvalidDataException invalid(String problem) {
    return new InvalidDataException("Cannot read " + file + ": " + problem);
  }
}
