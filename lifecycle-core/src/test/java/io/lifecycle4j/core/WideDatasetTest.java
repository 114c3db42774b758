package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byHash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data of genes, spectra or words have thousands of columns. */
class WideDatasetTest {
  private static final int COLUMNS = 10_000;
  private static final int ROWS = 8;

  @TempDir private Path directory;

  private static Schema schema(int count) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(Column.of("gene " + i, DataType.FLOAT64));
    }
    return new Schema(columns);
  }

  private static String csv() {
    Random random = new Random(10_000);
    StringBuilder text = new StringBuilder();
    StringJoiner names = new StringJoiner(",", "", "\n");
    schema(COLUMNS).columns().forEach(column -> names.add(column.name()));
    text.append(names);
    for (int row = 0; row < ROWS; row++) {
      StringJoiner cells = new StringJoiner(",", "", "\n");
      for (int i = 0; i < COLUMNS; i++) {
        cells.add(Double.toString(random.nextGaussian()));
      }
      text.append(cells);
    }
    return text.toString();
  }

  @Test
  @OnlyLarger
  void keepsProfilesReadsAndSplitsTenThousandColumns() {
    String csv = csv();
    DatasetVersion version;
    try (Lifecycle life = Lifecycle.open(directory.resolve("home"))) {
      version =
          life.datasets()
              .dataset("genes")
              .snapshot(Sources.csv("genes.csv", Content.of(csv)))
              .schema(schema(COLUMNS))
              .commit();
    }
    try (Lifecycle life = Lifecycle.open(directory.resolve("home"))) {
      DatasetVersion read = life.datasets().dataset("genes").version(1);
      assertThat(read.id()).isEqualTo(version.id());
      assertThat(read.manifest().profile().columns()).hasSize(COLUMNS);
      String last = csv.substring(csv.lastIndexOf(',') + 1).strip();
      Row row = read.rows().row(ROWS - 1);
      assertThat(row.number(COLUMNS - 1)).isEqualTo(Double.parseDouble(last));
      Split split = read.split(byHash(7).train(0.6).validation(0.2).holdout(0.2));
      assertThat(split).isNotNull();
      assertThat(life.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
    }
  }

  @Test
  void refusesMoreColumnsBeforeAnythingIsStored() {
    try (Medium medium = Media.file(directory.resolve("home"));
        Lifecycle life = Lifecycle.builder().medium(medium).open()) {
      assertThatThrownBy(
              () ->
                  life.datasets()
                      .dataset("genes")
                      .snapshot(Sources.csv("genes.csv", Content.of("never read")))
                      .schema(schema(10_001))
                      .commit())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot commit genes: it has 10001 columns (must be at most 10000)");
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
    }
  }
}
