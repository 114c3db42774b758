package io.lifecycle4j.core.data.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

final class CsvReading {
  /** Longer cells are rejected: an unclosed quote would load the rest of a file into memory. */
  private static final int MAX_CELL = 1 << 20;

  private final String file;
  private final CsvOptions options;
  private final CsvRecords records;
  private final CsvReader<FileRow> reader;

  CsvReading(String file, Schema schema, CsvOptions options, Reader text) {
    this.file = file;
    this.options = options;
    this.records = new CsvRecords(file, schema, options);
    this.reader = builder(options).build(records, text);
  }

  private static CsvReader.CsvReaderBuilder builder(CsvOptions options) {
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
    return builder;
  }

  /** Reads only the names of the columns; none if there is no header line. */
  static List<String> header(String file, CsvOptions options, InputStream in) throws IOException {
    CsvHeader names = new CsvHeader(file, options);
    try (CsvReader<CsvRecord> reader =
        builder(options).ofCsvRecord(StrictText.reader(in, options.charset()))) {
      skipLines(reader, options);
      reader.stream()
          .findFirst()
          .ifPresent(
              line -> {
                line.getFields().forEach(names::add);
                names.checkRenamed();
              });
      return names.names();
    } catch (CsvParseException | UncheckedIOException e) {
      throw failed(file, e);
    }
  }

  void forEach(Consumer<? super Row> action) {
    Iterator<FileRow> all = rows();
    for (FileRow row = next(all); row != null; row = next(all)) {
      action.accept(row);
    }
    records.bad().check();
    if (!records.ready()) {
      throw invalid(file, "no header line", null);
    }
  }

  /** Returns the row after {@code skip} others. */
  Row row(long skip) {
    Iterator<FileRow> all = rows();
    for (long i = 0; i < skip; i++) {
      next(all);
    }
    FileRow row = next(all);
    records.bad().check();
    if (row == null) {
      throw invalid(file, "there is no longer a row", null);
    }
    return row;
  }

  /** Returns the names of the columns, after reading. */
  List<String> header() {
    return records.header();
  }

  private static void skipLines(CsvReader<?> reader, CsvOptions options) {
    if (options.skip() > 0) {
      reader.skipLines(options.skip());
    }
  }

  private Iterator<FileRow> rows() {
    try {
      skipLines(reader, options);
      return reader.iterator();
    } catch (CsvParseException | UncheckedIOException e) {
      throw failed(file, e);
    }
  }

  private @Nullable FileRow next(Iterator<FileRow> all) {
    try {
      return all.hasNext() ? all.next() : null;
    } catch (CsvParseException | UncheckedIOException e) {
      records.bad().check();
      throw failed(file, e);
    }
  }

  private static LifecycleException failed(String file, RuntimeException e) {
    if (e.getCause() instanceof LifecycleException known) {
      return known;
    }
    Throwable problem = e;
    if (e.getCause() instanceof IOException undecoded && !(e instanceof CsvParseException)) {
      problem = undecoded;
    }
    String hint = problem instanceof CharacterCodingException ? " (charset(…) of CsvDialect)" : "";
    return invalid(file, problem.getMessage() + hint, e);
  }

  private static InvalidDataException invalid(
      String file, String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + file + ": " + problem, cause);
  }
}
