package io.lifecycle4j.core.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One reading of one CSV file. */
final class CsvReading {
  /** Longer cells are refused: an unclosed quote would take the rest of a file into memory. */
  private static final int MAX_CELL = 1 << 20;

  private static final int MAX_COLUMNS = 1 << 14;

  private final String file;
  private final Schema schema;
  private final Iterator<CsvRecord> records;
  private long line;

  CsvReading(String file, Schema schema, InputStream in) throws IOException {
    this.file = file;
    this.schema = schema;
    this.records =
        CsvReader.builder()
            .maxBufferSize(MAX_CELL)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(CsvRecordHandler.of(limits -> limits.maxFields(MAX_COLUMNS)), text(in))
            .iterator();
  }

  void forEach(Consumer<? super Row> action) {
    CsvRecord header = next();
    if (header == null) {
      throw invalid("no header line", null);
    }
    int[] places = places(header.getFields());
    Cells row = new Cells(schema);
    for (CsvRecord record = next(); record != null; record = next()) {
      if (record.getFieldCount() != header.getFieldCount()) {
        throw invalid(
            String.format(
                "line %s has %s cells (the header has %s)",
                line, record.getFieldCount(), header.getFieldCount()),
            null);
      }
      fill(row, record, places);
      action.accept(row);
    }
  }

  private @Nullable CsvRecord next() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      return record;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof LifecycleException storage) {
        throw storage;
      }
      throw invalid(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw invalid(problem(e.getCause()) + " (after line " + line + ")", e);
    }
  }

  private static String problem(@Nullable IOException e) {
    if (e instanceof CharacterCodingException) {
      return "not UTF-8";
    }
    return e instanceof EOFException ? "packed data ends too early" : "damaged packed data";
  }

  private int[] places(List<String> header) {
    int[] places = new int[schema.columns().size()];
    for (int i = 0; i < places.length; i++) {
      String name = schema.columns().get(i).name();
      places[i] = header.indexOf(name);
      if (places[i] < 0) {
        throw invalid("no column " + name + " (there are " + String.join(", ", header) + ")", null);
      }
      if (header.lastIndexOf(name) != places[i]) {
        throw invalid("column " + name + " twice in the header", null);
      }
    }
    return places;
  }

  private void fill(Cells row, CsvRecord record, int[] places) {
    for (int i = 0; i < places.length; i++) {
      Column column = schema.columns().get(i);
      String cell = record.getField(places[i]);
      if (column.type().isText()) {
        row.set(i, cell);
      } else {
        row.set(i, number(column, cell));
      }
    }
  }

  private double number(Column column, String cell) {
    boolean whole = column.type() == DataType.INT64;
    try {
      return whole ? CsvCells.whole(cell) : CsvCells.number(cell);
    } catch (NumberFormatException e) {
      String shown = cell.length() > 60 ? cell.substring(0, 60) + "…" : cell;
      throw invalid(
          String.format(
              "line %s, column %s: '%s' (must be %s)",
              line, column.name(), shown, whole ? "a whole number, at most 2^53" : "a number"),
          e);
    }
  }

  private InvalidDataException invalid(String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + file + ": " + problem, cause);
  }

  /** Decodes strictly; a reader made by charset alone would put marks in place of bad bytes. */
  private static Reader text(InputStream in) throws IOException {
    in.mark(3);
    boolean marked = in.read() == 0xEF && in.read() == 0xBB && in.read() == 0xBF;
    if (!marked) {
      in.reset();
    }
    return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
  }
}
