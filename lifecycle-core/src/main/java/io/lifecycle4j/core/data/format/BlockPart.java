package io.lifecycle4j.core.data.format;

import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.schema.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The rows of one file: for each block of the file, the first row that begins in it.
 *
 * <p>It is made while the file is read once as a whole, by who says where each row begins. A row is
 * read from the beginning of its block on. Immutable when it is made.
 */
final class BlockPart implements RowPart {
  private final String name;
  private final BlockSums sums;
  private final Reading reading;
  private long[] firstRows = new long[16];
  private long[] starts = new long[16];
  private int places;
  private long rows;

  /** Reads rows from the beginning of one of them on. */
  @FunctionalInterface
  interface Reading {
    /**
     * Returns a row.
     *
     * @param bytes begin with a row
     * @param atStart whether they begin the file
     * @param skip how many rows lie before it
     */
    Row row(InputStream bytes, boolean atStart, long skip) throws IOException;
  }

  BlockPart(String name, BlockSums sums, Reading reading) {
    this.name = name;
    this.sums = sums;
    this.reading = reading;
  }

  /** Takes the next row of a text while the file is read as a whole. */
  void add(Row row, LineStarts lines) {
    add(lines.of(((RowPlace) row).line()));
  }

  /** Takes the next row, by its first byte, while the file is read as a whole. */
  void add(long start) {
    if (places == 0 || sums.blockOf(start) > sums.blockOf(starts[places - 1])) {
      if (places == starts.length) {
        firstRows = Arrays.copyOf(firstRows, 2 * places);
        starts = Arrays.copyOf(starts, 2 * places);
      }
      firstRows[places] = rows;
      starts[places++] = start;
    }
    rows++;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Row row(long number) {
    int found = Arrays.binarySearch(firstRows, 0, places, number);
    int place = found >= 0 ? found : -found - 2;
    try (InputStream in = sums.open(starts[place])) {
      return reading.row(in, starts[place] == 0, number - firstRows[place]);
    } catch (IOException e) {
      throw DataFile.failed(name, e);
    }
  }
}
