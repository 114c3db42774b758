package io.lifecycle4j.core.data;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A home in memory with a dataset {@code rides}, for tests. */
public final class SampleHome implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final Schema RIDES =
      new Schema(
          List.of(
              Column.builder("day", DataType.STRING).nullable().build(),
              Column.builder("temp", DataType.FLOAT64).nullable().build(),
              Column.builder("riders", DataType.INT64).nullable().build()));

  public final Medium medium;
  public final DatasetStore store;
  public final Datasets datasets;

  public SampleHome() {
    this(Media.memory());
  }

  public SampleHome(Medium medium) {
    this.medium = medium;
    this.store = DatasetStores.over(medium, InstantSource.fixed(NOW));
    this.datasets = DatasetStores.datasets(store, InstantSource.fixed(NOW));
  }

  public Dataset rides() {
    return datasets.dataset("rides");
  }

  public DatasetVersion csv(String text) {
    return rides().snapshot(Sources.csv("rides.csv", Content.of(text))).schema(RIDES).commit();
  }

  public Rows rows(DatasetVersion version) {
    return store.rows(store.find(version.dataset(), version.number()).orElseThrow());
  }

  public static List<String> texts(Rows rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(text(row)));
    return texts;
  }

  private static String text(Row row) {
    return row.text(0) + " " + row.number(1) + " " + row.number(2);
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() {
    medium.close();
  }
}
