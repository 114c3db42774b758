package io.lifecycle4j.core.data.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One reading of one CSV file. */
final class CsvReading {
  /** Longer cells are refused: an unclosed quote would take the rest of a file into memory. */
  private static final int MAX_CELL = 1 << 20;

  private final String file;
  private final CsvOptions options;
  private final CsvRecords records;
  private final CsvReader<FileRow> reader;

  CsvReading(String file, Schema schema, CsvOptions options, InputStream in) throws IOException {
    this.file = file;
    this.options = options;
    this.records = new CsvRecords(file, schema, options);
    CsvReader.CsvReaderBuilder builder =
        CsvReader.builder()
            .maxBufferSize(MAX_CELL)
            .fieldSeparator(options.separator())
            .quoteCharacter(options.quote())
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    if (options.comment() != 0) {
      builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(options.comment());
    }
    this.reader = builder.build(records, StrictText.reader(in, options.charset()));
  }

  void forEach(Consumer<? super Row> action) {
    skipLines();
    Iterator<FileRow> all = reader.iterator();
    for (FileRow row = next(all); row != null; row = next(all)) {
      action.accept(row);
    }
    records.bad().check();
    if (!records.ready()) {
      throw invalid("no header line", null);
    }
  }

  private void skipLines() {
    try {
      if (options.skip() > 0) {
        reader.skipLines(options.skip());
      }
    } catch (CsvParseException | UncheckedIOException e) {
      throw failed(e);
    }
  }

  private @Nullable FileRow next(Iterator<FileRow> all) {
    try {
      return all.hasNext() ? all.next() : null;
    } catch (CsvParseException | UncheckedIOException e) {
      records.bad().check();
      throw failed(e);
    }
  }

  private LifecycleException failed(RuntimeException e) {
    if (e.getCause() instanceof LifecycleException known) {
      return known;
    }
    if (!(e.getCause() instanceof IOException io) || e instanceof CsvParseException) {
      return invalid(String.valueOf(e.getMessage()), e);
    }
    return invalid(problem(io) + " (after line " + records.line() + ")", e);
  }

  private String problem(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "not " + options.charset();
    }
    return e instanceof EOFException ? "packed data ends too early" : "damaged packed data";
  }

  private InvalidDataException invalid(String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + file + ": " + problem, cause);
  }
}
