package io.lifecycle4j.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Reads a CSV file of a million rows and 20 columns: as typed rows from the store, verifying its
 * hash and adding up each number, compared with FastCSV reading it as texts.
 */
final class MillionRows implements StorageComparisons.Contest {
  static final int ROWS = 1_000_000;
  private static final int COLUMNS = 20;

  private final Path file;
  private final Medium medium;
  private final Rows rows;
  private double sum;

  MillionRows(Path directory) throws IOException {
    file = directory.resolve("rows.csv");
    write(file);
    medium = Media.file(directory.resolve("home"));
    DatasetStore store = DatasetStores.over(medium, InstantSource.system());
    rows =
        store.rows(
            List.of(store.put(new NamedContent("rows.csv", Content.of(file)))),
            new Format("csv", Map.of()),
            schema());
  }

  static Schema schema() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < COLUMNS; i++) {
      columns.add(Column.of("c" + i, type(i)));
    }
    return new Schema(columns);
  }

  private static DataType type(int column) {
    return switch (column % 10) {
      case 0 -> DataType.CATEGORICAL;
      case 1, 2 -> DataType.INT64;
      default -> DataType.FLOAT64;
    };
  }

  /** Writes categories, whole numbers, amounts of money, and numbers with 17 digits. */
  static void write(Path file) throws IOException {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < COLUMNS; i++) {
        line.append(i == 0 ? "c" : ",c").append(i);
      }
      out.append(line).append('\n');
      for (int row = 0; row < ROWS; row++) {
        line.setLength(0);
        for (int i = 0; i < COLUMNS; i++) {
          line.append(i == 0 ? "" : ",");
          switch (i % 10) {
            case 0 -> line.append("kind ").append(random.nextInt(20));
            case 1 -> line.append(random.nextInt(100));
            case 2 -> line.append(random.nextInt(1_000_000_000));
            case 9 -> line.append(random.nextDouble());
            default -> line.append((random.nextInt(2_000_000) - 1_000_000) / 100.0);
          }
        }
        out.append(line).append('\n');
      }
    }
  }

  @Override
  public void ours() {
    double[] sums = new double[1];
    rows.forEach(
        row -> {
          for (int i = 0; i < COLUMNS; i++) {
            sums[0] += i % 10 == 0 ? row.text(i).length() : row.number(i);
          }
        });
    sum = sums[0];
  }

  @Override
  public void peer() throws IOException {
    readPlainly(file);
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException("Sum " + sum);
    }
  }

  /** Reads every record with FastCSV. */
  static void readPlainly(Path file) throws IOException {
    long count = -1;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord record : reader) {
        count += record.getFieldCount() / COLUMNS;
      }
    }
    if (count != ROWS) {
      throw new IllegalStateException("Read " + count + " rows");
    }
  }

  @Override
  public void close() {
    medium.close();
  }
}
