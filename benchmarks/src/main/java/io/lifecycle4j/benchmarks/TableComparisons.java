package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.allNumbers;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares networks that the library trains with those of scikit-learn, on held-out rows of four
 * tables and ten splits.
 *
 * <p>Both sides standardize the inputs, have one hidden layer of 100 units with relu, and use their
 * own defaults for everything else; the number of the split is also the seed of both. Both learn
 * from the training rows only: a tenth of the other rows is for validation, as the library would
 * withhold a tenth of the training rows for the drift reference if there were none. The linear
 * network is compared with least squares. See {@code benchmarks/peers/tables.py} for the peers.
 *
 * <p>Defaults must not be chosen by the scores of these splits; {@link #OTHER} are for that.
 */
final class TableComparisons {
  /** The splits of the claims: 0 to 9. */
  static final Splitting MEASURED = new Splitting(0, 10);

  /** Other splits of the same tables: 100 to 139. */
  static final Splitting OTHER = new Splitting(100, 40);

  private static final String LABEL = "label";
  private static final String ROLE = "split";
  private static final String MLP = "mlp";
  private static final Network HIDDEN = Network.builder().dense(100).relu().build();
  private static final Network LINEAR = Network.builder().build();

  private final Path directory;
  private final Splitting splitting;
  private final List<String> scores;

  /** The numbers of the splits, which are seeds too. */
  record Splitting(int first, int count) {
    IntStream numbers() {
      return IntStream.range(first, first + count);
    }
  }

  private TableComparisons(Path directory, Splitting splitting)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.splitting = splitting;
    Peers.run("tables.py", directory.toString(), "" + splitting.first, "" + splitting.count);
    this.scores = Files.readAllLines(directory.resolve("scores.csv"));
  }

  /** Runs all comparisons and prints their lines; only a line if scikit-learn is missing. */
  static void run(Splitting splitting) throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("scikit-learn");
    if (missing.isPresent()) {
      System.out.println("tables " + missing.get());
      return;
    }
    Path directory = TemporaryDirectory.create();
    try {
      new TableComparisons(directory, splitting).compare();
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private void compare() throws IOException {
    for (String table : List.of("wine", "cancer", "digits")) {
      List<Double> ours = ours(table, HIDDEN, classification(LABEL), "accuracy");
      print(table, ours, new PairedScores(table + "-accuracy-vs-sklearn", MLP, false, -0.02));
    }
    List<Double> ours = ours("diabetes", HIDDEN, regression(LABEL), "rmse");
    print("diabetes", ours, new PairedScores("diabetes-rmse-vs-sklearn", MLP, true, -0.03));
    // The stronger peer: the defaults of scikit-learn do not reach labels that are far from zero.
    String scaled = "mlp-scaled";
    print("diabetes", ours, new PairedScores("diabetes-rmse-vs-scaled", scaled, true, -0.03));
    List<Double> linear = ours("diabetes", LINEAR, regression(LABEL), "rmse");
    String exact = "least-squares";
    print("diabetes", linear, new PairedScores("linear-rmse-vs-" + exact, exact, true, -0.01));
  }

  private void print(String table, List<Double> ours, PairedScores claim) {
    System.out.println(claim.lines(ours, theirs(table, claim.peer())));
  }

  /** Returns the scores of a peer, by split. */
  private List<Double> theirs(String table, String peer) {
    String prefix = table + "," + peer + ",";
    return scores.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(',') + 1)))
        .toList();
  }

  /** Trains and scores a network on each split. */
  private List<Double> ours(String table, Network network, Task<?> task, String metric)
      throws IOException {
    byte[] csv = Files.readAllBytes(directory.resolve(table + ".csv"));
    Columns<double[]> inputs = inputs(csv);
    Schema schema = schema(inputs.schema(), task, splitting);
    try (Lifecycle lifecycle = Lifecycle.inMemory()) {
      DatasetVersion data =
          lifecycle
              .datasets()
              .dataset(table)
              .snapshot(Sources.csv(table + ".csv", Content.of(csv)))
              .schema(schema)
              .commit();
      List<Double> found = new ArrayList<>();
      for (int split : splitting.numbers().toArray()) {
        try (ManagedModel<double[], ?> model =
            lifecycle
                .model(table, inputs, task)
                .preprocessing(standardize(allNumbers()))
                .trainer(DjlTrainer.builder().network(network).seed(split).build())
                .open()) {
          ModelVersion version = model.train(data.split(Splits.byRole(ROLE + split)));
          found.add(model.evaluate(version).metric(metric));
        }
      }
      return found;
    }
  }

  private static Columns<double[]> inputs(byte[] csv) {
    String text = new String(csv, StandardCharsets.US_ASCII);
    List<String> header = List.of(text.substring(0, text.indexOf('\n')).split(",", -1));
    Columns.Builder<double[]> columns = Columns.from(double[].class);
    for (int i = 0; i < header.indexOf(LABEL); i++) {
      int place = i;
      columns.float64(header.get(i), row -> row[place]);
    }
    return columns.build();
  }

  private static Schema schema(Schema inputs, Task<?> task, Splitting splitting) {
    DataType label = task.answerType();
    Schema schema = inputs.with(LABEL, label);
    for (int split : splitting.numbers().toArray()) {
      schema = schema.with(ROLE + split, DataType.STRING);
    }
    return schema;
  }
}
