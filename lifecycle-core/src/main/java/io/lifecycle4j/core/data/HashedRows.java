package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.split.RowHash;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Rows that remember the hashes of each, once they were read. Not thread-safe. */
public final class HashedRows implements Rows {
  private final Rows rows;

  /** The columns that are no labels, by name: their order in a schema says nothing. */
  private final List<String> unlabelled;

  private final RowHash whole;
  private final RowHash inputs;
  private long[] hashes = {};
  private long[] inputHashes = {};
  private boolean read;

  /**
   * Hashes rows when they are read for the first time.
   *
   * @param labels the columns that are no inputs, of which some may be missing
   */
  public HashedRows(Rows rows, List<String> labels) {
    this.rows = rows;
    List<String> names = rows.schema().columns().stream().map(Column::name).toList();
    this.unlabelled = names.stream().filter(name -> !labels.contains(name)).sorted().toList();
    this.whole = RowHash.of(rows.schema(), names);
    this.inputs = RowHash.of(rows.schema(), unlabelled);
  }

  private HashedRows(HashedRows all, int[] places) {
    BitSet wanted = new BitSet();
    Arrays.stream(places).forEach(wanted::set);
    this.rows = new Some(all.rows, wanted);
    this.unlabelled = all.unlabelled;
    this.whole = all.whole;
    this.inputs = all.inputs;
    this.hashes = Arrays.stream(places).mapToLong(place -> all.hashes()[place]).toArray();
    this.inputHashes = Arrays.stream(places).mapToLong(place -> all.inputHashes()[place]).toArray();
    this.read = true;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    if (read) {
      rows.forEach(action);
      return;
    }
    LongStream.Builder ofRows = LongStream.builder();
    LongStream.Builder ofInputs = LongStream.builder();
    rows.forEach(
        row -> {
          ofRows.add(whole.of(row));
          ofInputs.add(inputs.of(row));
          action.accept(row);
        });
    hashes = ofRows.build().toArray();
    inputHashes = ofInputs.build().toArray();
    read = true;
  }

  /** Reads the rows if they were not read. */
  private void read() {
    if (!read) {
      forEach(row -> {});
    }
  }

  /** Returns the hash of all cells of each row, in their order. Do not write. */
  public long[] hashes() {
    read();
    return hashes;
  }

  /** Returns the hash of each row without its labels, in their order. Do not write. */
  public long[] inputHashes() {
    read();
    return inputHashes;
  }

  /** Returns the number of rows. */
  public int size() {
    return hashes().length;
  }

  /** Returns the columns that are no labels, by name. */
  public List<String> unlabelled() {
    return unlabelled;
  }

  /** Returns those of them that a model reads, by name; all if it reads none. */
  public List<String> read(List<String> inputs) {
    return read(unlabelled, inputs);
  }

  /**
   * Returns the keys of the rows.
   *
   * @param inputs the columns that a model reads, of which some may be missing
   */
  public RowKeys keys(List<String> inputs) {
    return keys(unlabelled, inputs);
  }

  private long[] own(List<String> columns) {
    return columns.equals(unlabelled) ? inputHashes() : hashes(rows, columns);
  }

  private RowKeys keys(List<String> columns, List<String> inputs) {
    long[] own = own(columns);
    List<String> read = read(columns, inputs);
    return RowKeys.of(own, read.equals(columns) ? own : own(read));
  }

  /** Returns those columns that a model reads; all if it reads none, or others too. */
  private List<String> read(List<String> columns, List<String> inputs) {
    List<String> read = unlabelled.stream().filter(inputs::contains).toList();
    return read.isEmpty() || !columns.containsAll(read) ? columns : read;
  }

  /**
   * Returns which rows are among others, but for their labels, and for columns that only one of the
   * two has; or are alike in what a model reads, and more of them than by chance.
   *
   * @param inputs the columns that a model reads
   */
  public BitSet among(Rows others, List<String> inputs) {
    List<String> both = both(others);
    if (both.isEmpty()) {
      return new BitSet(); // nothing tells rows apart
    }
    RowKeys keys = keys(both, inputs);
    return rows(keys, both, others(keys, both, others, inputs).met());
  }

  /** Returns which rows are among others, but for their labels, and for columns of only one. */
  public BitSet among(Rows others) {
    return among(others, List.of());
  }

  /**
   * Counts the rows that a model that learned from others knows: those that are certainly among
   * them; if there are none, those that are alike in what it reads, if they are more than by
   * chance.
   *
   * @param inputs the columns that the model reads
   */
  public int met(Rows others, List<String> inputs) {
    int met = met(others);
    List<String> both = both(others);
    if (met > 0 || read(both, inputs).equals(both)) {
      return met;
    }
    RowKeys keys = keys(both, inputs);
    return rows(keys, both, others(keys, both, others, inputs).alike()).cardinality();
  }

  private List<String> both(Rows others) {
    return unlabelled.stream().filter(name -> others.schema().find(name).isPresent()).toList();
  }

  private RowKeys.Others others(
      RowKeys keys, List<String> columns, Rows others, List<String> inputs) {
    RowKeys.Others found = keys.others();
    RowHash whole = RowHash.of(others.schema(), columns);
    List<String> read = read(columns, inputs);
    RowHash input = read.equals(columns) ? whole : RowHash.of(others.schema(), read);
    others.forEach(
        row -> {
          long key = whole.of(row);
          found.row(key);
          found.input(input == whole ? key : input.of(row));
        });
    return found;
  }

  /** Returns the rows whose keys have such places. */
  private BitSet rows(RowKeys keys, List<String> columns, BitSet places) {
    long[] own = own(columns);
    BitSet found = new BitSet();
    for (int row = 0; row < own.length; row++) {
      found.set(row, places.get(Arrays.binarySearch(keys.rows(), own[row])));
    }
    return found;
  }

  /**
   * Counts the rows that are certainly among others: that occur once here and once there, with the
   * same cells in all columns that both have.
   */
  public int met(Rows others) {
    List<String> both =
        rows.schema().columns().stream()
            .map(Column::name)
            .filter(name -> others.schema().find(name).isPresent())
            .toList();
    if (both.isEmpty()) {
      return 0; // nothing tells rows apart
    }
    Map<Long, Integer> here = new HashMap<>();
    LongStream.of(hashes(rows, both)).forEach(hash -> here.merge(hash, 1, Integer::sum));
    Map<Long, Integer> there = new HashMap<>();
    RowHash hash = RowHash.of(others.schema(), both);
    others.forEach(
        row -> {
          long one = hash.of(row);
          if (here.containsKey(one)) {
            there.merge(one, 1, Integer::sum);
          }
        });
    return (int)
        there.entrySet().stream()
            .filter(met -> met.getValue() == 1 && Integer.valueOf(1).equals(here.get(met.getKey())))
            .count();
  }

  private static long[] hashes(Rows rows, List<String> columns) {
    RowHash hash = RowHash.of(rows.schema(), columns);
    LongStream.Builder hashes = LongStream.builder();
    rows.forEach(row -> hashes.add(hash.of(row)));
    return hashes.build().toArray();
  }

  /**
   * Returns some of the rows.
   *
   * @param places their places, increasing
   */
  public HashedRows only(int[] places) {
    return new HashedRows(this, places);
  }

  private record Some(Rows all, BitSet wanted) implements Rows {
    @Override
    public Schema schema() {
      return all.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      int[] next = {0};
      all.forEach(
          row -> {
            if (wanted.get(next[0]++)) {
              action.accept(row);
            }
          });
    }
  }

  /** Returns the SHA-256 of the hashes of all cells, in hexadecimal. */
  public String sha256() {
    return HexFormat.of().formatHex(Hashing.sha256().digest(bytes(hashes()).array()));
  }

  /** Returns hashes as 8 bytes each, big-endian. */
  public static ByteBuffer bytes(long[] hashes) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(hashes.length, Long.BYTES));
    for (long one : hashes) {
      bytes.putLong(one);
    }
    return bytes.flip();
  }
}
