package io.lifecycle4j.djl.model;

import static io.lifecycle4j.djl.model.DjlModels.torchScript;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.ExternalFiles.Line;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The programs that PyTorch wrote, with rows labelled by what it computed. */
@SuppressWarnings("ImmutableEnumChecker") // nothing changes its lists
enum ExternalProgram {
  /** A perceptron of two layers. */
  WINE(List.of("barbera", "barolo", "grignolino")),

  /** A network of convolutions. */
  DIGITS(IntStream.range(0, 10).mapToObj(i -> "digit " + i).toList()),

  /** A perceptron of one output. */
  DIABETES(List.of());

  private static final String LABEL = "label";

  private final List<String> classes;
  private final List<Line> lines = ExternalFiles.lines(id() + ".jsonl");

  ExternalProgram(List<String> classes) {
    this.classes = classes;
  }

  /** A row whose inputs are those of a line, each multiplied by a factor. */
  record Row(Line line, float factor) {
    float input(int place) {
      return line.inputs()[place] * factor;
    }
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the names of the classes; empty for a regression. */
  List<String> classes() {
    return classes;
  }

  Task<?> task() {
    return classes.isEmpty()
        ? regression(LABEL)
        : classification(LABEL, classes.toArray(String[]::new));
  }

  String metric() {
    return classes.isEmpty() ? "r2" : "accuracy";
  }

  /** Returns the file, with the hash that it has. */
  ExternalModel.Builder file() {
    return file(id() + ".pt");
  }

  /** Returns a file with the hash that it has. */
  static ExternalModel.Builder file(String name) {
    return torchScript(ExternalFiles.content(name)).sha256(ExternalFiles.sha256(name));
  }

  Content golden() {
    return ExternalFiles.content(id() + ".jsonl");
  }

  /** Returns the rows that PyTorch computed, as they are. */
  List<Row> rows() {
    return lines.stream().map(line -> new Row(line, 1)).toList();
  }

  Row row(int number, float factor) {
    return new Row(lines.get(number % lines.size()), factor);
  }

  /** Begins the columns of the inputs: an image, or a column for each number. */
  Columns.Builder<Row> columns() {
    Columns.Builder<Row> columns = Columns.from(Row.class);
    int width = lines.get(0).inputs().length;
    if (this == DIGITS) {
      return columns.tensor(
          Column.tensor("image", 1, 8, 8),
          (row, target, offset) -> {
            for (int i = 0; i < width; i++) {
              target[offset + i] = row.input(i);
            }
          });
    }
    for (int i = 0; i < width; i++) {
      int place = i;
      columns.float64("fact" + i, row -> row.input(place));
    }
    return columns;
  }

  /** Commits rows whose inputs differ a little from those that PyTorch computed. */
  Split split(Lifecycle home, int count) {
    Columns.Builder<Row> columns = columns();
    if (classes.isEmpty()) {
      columns.float64(LABEL, row -> row.line().outputs()[0]);
    } else {
      columns.string(LABEL, row -> classes.get(row.line().best()));
    }
    List<Row> rows =
        IntStream.range(0, count).mapToObj(i -> row(i, 1 + (i % 7 - 3) * 0.001f)).toList();
    return home.datasets()
        .dataset(id())
        .snapshot(Sources.records(columns.build(), rows::forEach))
        .commit()
        .split(Splits.byHash(1).train(0.5).validation(0.25).holdout(0.25));
  }
}
