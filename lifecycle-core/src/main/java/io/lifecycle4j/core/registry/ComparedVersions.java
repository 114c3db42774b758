package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.markdown.ConsoleTable;
import io.lifecycle4j.core.registry.card.CardFacts;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.ModelComparison;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares two versions by what is known of each. */
final class ComparedVersions implements ModelComparison {
  private static final int SHOWN_HASH = 12;

  private static final String DIFFERENCE = "difference";

  private final VersionFacts left;
  private final VersionFacts right;
  private final Optional<Evaluation> ofLeft;
  private final Optional<Evaluation> ofRight;
  private final boolean onSameRows;

  /** Two evaluations on the same rows. */
  private record Pair(Evaluation left, Evaluation right) {}

  ComparedVersions(VersionFacts left, VersionFacts right) {
    this.left = left;
    this.right = right;
    Optional<Pair> same = onSameRows(left.evaluations(), right.evaluations());
    onSameRows = same.isPresent();
    ofLeft = same.map(Pair::left).or(() -> left.shown().map(KeptEvaluation::evaluation));
    ofRight = same.map(Pair::right).or(() -> right.shown().map(KeptEvaluation::evaluation));
  }

  /** Finds the newest two; reads only those that may be on the same rows. */
  private static Optional<Pair> onSameRows(List<KeptEvaluation> left, List<KeptEvaluation> right) {
    Map<BlobId, Evaluation> read = new HashMap<>();
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        Evaluated one = left.get(i).change();
        Evaluated other = right.get(j).change();
        if (one.data().equals(other.data()) && one.rows() == other.rows()) {
          Pair pair = new Pair(read(left.get(i), read), read(right.get(j), read));
          if (pair.left.source().isPresent() && pair.left.source().equals(pair.right.source())) {
            return Optional.of(pair);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Evaluation read(KeptEvaluation kept, Map<BlobId, Evaluation> read) {
    return read.computeIfAbsent(kept.change().document().blob(), blob -> kept.evaluation());
  }

  @Override
  public List<ModelVersion> versions() {
    return List.of(left.version(), right.version());
  }

  @Override
  public boolean onSameRows() {
    return onSameRows;
  }

  @Override
  public RunTable metrics() {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    put(rows, left, "measured on", ofLeft.map(ComparedVersions::rows));
    put(rows, right, "measured on", ofRight.map(ComparedVersions::rows));
    Map<String, Map<String, String>> metrics = new TreeMap<>();
    ofLeft.ifPresent(of -> put(metrics, left, of));
    ofRight.ifPresent(of -> put(metrics, right, of));
    rows.putAll(metrics);
    if (!onSameRows) {
      return table("metric", rows);
    }
    Evaluation one = ofLeft.orElseThrow();
    Evaluation other = ofRight.orElseThrow();
    one.metrics()
        .forEach(
            (name, value) -> {
              Double next = other.metrics().get(name);
              if (next != null && one.fullName(name).equals(other.fullName(name))) {
                requireNonNull(metrics.get(one.fullName(name)))
                    .put(DIFFERENCE, difference(next - value, one.directions().get(name)));
              }
            });
    List<String> columns = new ArrayList<>(labels());
    columns.add(DIFFERENCE);
    return RunTable.of("metric", columns, rows);
  }

  private static String rows(Evaluation evaluation) {
    return "dataset " + evaluation.data() + ", " + counted(evaluation.rows(), "row");
  }

  private static void put(
      Map<String, Map<String, String>> metrics, VersionFacts version, Evaluation of) {
    of.metrics()
        .keySet()
        .forEach(name -> put(metrics, version, of.fullName(name), metric(of, name)));
  }

  /** Says how much better the second version is; a metric without a better side just differs. */
  private static String difference(double more, @Nullable Better better) {
    if (more == 0 || Double.isNaN(more)) {
      return more == 0 ? "none" : "";
    }
    if (better == null || better == Better.NONE) {
      return (more > 0 ? "+" : "") + CardFacts.figure(more);
    }
    boolean gain = (better == Better.HIGHER) == (more > 0);
    return CardFacts.figure(Math.abs(more)) + (gain ? " better" : " worse");
  }

  private static Optional<String> metric(Evaluation evaluation, String name) {
    Interval interval = evaluation.intervals().get(name);
    return Optional.ofNullable(evaluation.metrics().get(name))
        .map(
            value ->
                CardFacts.figure(value)
                    + (interval == null || Double.isNaN(interval.lower())
                        ? ""
                        : String.format(
                            " (%s to %s)",
                            CardFacts.figure(interval.lower()),
                            CardFacts.figure(interval.upper()))));
  }

  private static void put(
      Map<String, Map<String, String>> rows, VersionFacts of, String row, Optional<String> cell) {
    cell.ifPresent(
        text ->
            rows.computeIfAbsent(row, any -> new LinkedHashMap<>())
                .put(of.version().label(), text));
  }

  @Override
  public RunTable data() {
    return differing("data", ComparedVersions::data);
  }

  private static Map<String, String> data(VersionFacts of) {
    Provenance origin = of.version().manifest().provenance();
    return Map.of(
        "dataset", origin.data().dataset() + ":" + origin.data().number(),
        "hash", origin.data().id().sha256().substring(0, SHOWN_HASH),
        "split", origin.plan().toString());
  }

  @Override
  public RunTable steps() {
    return differing("column", ComparedVersions::steps);
  }

  private static Map<String, String> steps(VersionFacts of) {
    return of.version().manifest().preprocessing().steps().stream()
        .collect(
            Collectors.groupingBy(
                FittedStep::column,
                TreeMap::new,
                Collectors.mapping(FittedStep::toString, Collectors.joining(", then "))));
  }

  @Override
  public RunTable network() {
    return differing("network", ComparedVersions::network);
  }

  private static Map<String, String> network(VersionFacts of) {
    ModelManifest manifest = of.version().manifest();
    ModelArtifact artifact = manifest.artifact();
    Map<String, String> facts = new TreeMap<>();
    facts.put("task", SchemaForms.JSON.text(manifest.task()));
    facts.put("format", artifact.format());
    facts.put("architecture", artifact.architecture());
    facts.put("inputs and outputs", artifact.signature().toString());
    facts.put("bytes", String.valueOf(artifact.files().stream().mapToLong(StoredFile::size).sum()));
    boolean one = artifact.files().size() == 1;
    facts.put(
        "weights",
        artifact.files().stream()
            .map(
                file ->
                    (one ? "" : file.name() + " ") + file.blob().sha256().substring(0, SHOWN_HASH))
            .collect(Collectors.joining(", ")));
    return facts;
  }

  @Override
  public RunTable params() {
    return differing("parameter", VersionFacts::params);
  }

  @Override
  public RunTable gates() {
    return differing(
        "gate",
        of ->
            of.verdicts().stream()
                .collect(
                    Collectors.toMap(
                        GateVerdict::gate,
                        said -> said.verdict() + ": " + said.explanation(),
                        (one, other) -> one + "; " + other)));
  }

  @Override
  public RunTable policies() {
    return differing("alias", VersionFacts::policies);
  }

  @Override
  public RunTable libraries() {
    return differing("library", of -> of.version().manifest().provenance().environment());
  }

  private RunTable differing(String corner, Function<VersionFacts, Map<String, String>> facts) {
    Map<String, String> lefts = facts.apply(left);
    Map<String, String> rights = facts.apply(right);
    SortedSet<String> names = new TreeSet<>(lefts.keySet());
    names.addAll(rights.keySet());
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String name : names) {
      if (!Objects.equals(lefts.get(name), rights.get(name))) {
        put(rows, left, name, Optional.ofNullable(lefts.get(name)));
        put(rows, right, name, Optional.ofNullable(rights.get(name)));
      }
    }
    return table(corner, rows);
  }

  private RunTable table(String corner, Map<String, Map<String, String>> rows) {
    return RunTable.of(corner, labels(), rows);
  }

  private List<String> labels() {
    return List.of(left.version().label(), right.version().label());
  }

  private Map<String, RunTable> sections() {
    Map<String, RunTable> sections = new LinkedHashMap<>();
    sections.put("Metrics", metrics());
    sections.put("Data", data());
    sections.put("Steps", steps());
    sections.put("Network", network());
    sections.put("Parameters", params());
    sections.put("Gates", gates());
    sections.put("Policies", policies());
    sections.put("Libraries", libraries());
    sections.values().removeIf(table -> table.rows().isEmpty());
    return sections;
  }

  @Override
  public String markdown() {
    return text((title, table) -> "## " + title + "\n\n" + table.markdown());
  }

  private String text(BiFunction<String, RunTable, String> section) {
    List<String> texts = new ArrayList<>();
    sections()
        .forEach(
            (title, table) -> {
              texts.add(section.apply(title, table));
              if (title.equals("Metrics") && !onSameRows) {
                texts.add("The versions were not evaluated on the same rows.\n");
              }
            });
    return texts.isEmpty() ? "No differences\n" : String.join("\n", texts);
  }

  /** Returns the comparison as plain text for a console, with nothing cut. */
  @Override
  public String toString() {
    return text((title, table) -> title + "\n\n" + ConsoleTable.of(table));
  }
}
