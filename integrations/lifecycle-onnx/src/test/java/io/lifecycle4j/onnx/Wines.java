package io.lifecycle4j.onnx;

import static io.lifecycle4j.data.Splits.byRole;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.storage.Content;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The wine rows, on whose training part the files of {@link External} were trained. */
final class Wines {
  static final Classification KINDS =
      new Classification("kind", List.of("class_0", "class_1", "class_2"));

  private static final List<String> NAMES =
      List.of(External.lines("wine.csv").get(0).split(",", -1)).subList(0, 13);

  private Wines() {}

  /** Opens a home in memory, which finds the engine on the class path. */
  static Lifecycle home() {
    return Lifecycle.builder().location(URI.create("memory:new")).open();
  }

  /** Returns the columns from the first on. */
  static Columns<float[]> columns(int first) {
    Columns.Builder<float[]> columns = Columns.from(float[].class);
    for (int i = first; i < NAMES.size(); i++) {
      int place = i;
      columns.float64(NAMES.get(i), row -> row[place]);
    }
    return columns.build();
  }

  static Split split(Lifecycle home) {
    return home.datasets()
        .dataset("wines")
        .snapshot(Sources.csv("wine.csv", Content.of(External.bytes("wine.csv"))))
        .schema(columns(0).schema().with("kind", DataType.STRING).with("part", DataType.STRING))
        .message("Three kinds of wine")
        .commit()
        .split(byRole("part"));
  }

  /** Returns the numbers of a row. */
  static float[] row(int row) {
    float[] numbers = new float[13];
    External.features(0, 13).floats().get(13 * row, numbers);
    return numbers;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
