package io.lifecycle4j.core.registry.card;

import static io.lifecycle4j.error.Preconditions.sized;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.core.registry.card.CardFacts.Served;
import io.lifecycle4j.core.registry.card.CardSection.Block;
import io.lifecycle4j.core.registry.card.CardSection.Shading;
import io.lifecycle4j.core.registry.card.CardSection.Table;
import io.lifecycle4j.core.registry.card.CardSection.Text;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunRecord;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a card says, whatever it is written as: the facts in the order in which people ask. */
final class CardSections {
  /** More columns are counted. */
  private static final int MOST_COLUMNS = 100;

  /** The begin of an absolute path of Unix or Windows. */
  private static final Pattern ABSOLUTE = Pattern.compile("/|[A-Za-z]:[\\\\/]|\\\\\\\\");

  private final CardFacts facts;
  private final List<String> missing;
  private final List<Suspicion> suspicions;
  private final List<CardSection> sections = new ArrayList<>();

  CardSections(CardFacts facts, List<String> missing, List<Suspicion> suspicions) {
    this.suspicions = suspicions;
    this.facts = facts;
    this.missing = missing;
  }

  List<CardSection> all() {
    ModelManifest manifest = facts.version().manifest();
    VersionNotes notes = facts.notes();
    List<Block> head = new ArrayList<>();
    notes.description().ifPresent(text -> head.add(new Text(text)));
    head.add(new Text(production()));
    if (!missing.isEmpty()) {
      head.add(new Text("Missing from this card: " + String.join(", ", missing)));
    }
    head.add(table("", 0, List.of("Fact", "Value"), details(manifest)));
    add("Model card of " + facts.version().label(), head);
    add("Intended use", texts(notes.intendedUse()));
    add("Limitations", texts(notes.limitations()));
    add("Known failures", texts(notes.knownFailures()));
    add("Data", data(manifest));
    add("Training", training(manifest));
    sections.addAll(new CardFigures(facts).all());
    add("Suspicions", suspicions());
    add("Gates", gates());
    add("Looks at held-out rows", looks());
    add("History", history(facts.history()));
    facts.origin().ifPresent(origin -> add("History of " + origin, history(origin.history())));
    return List.copyOf(sections);
  }

  /** Says the newest time in production first. */
  private String production() {
    List<String> times =
        new ArrayList<>(facts.production().stream().map(Served::toString).toList());
    Collections.reverse(times);
    return times.isEmpty() ? "Never in production" : String.join("\n", times);
  }

  private void add(String title, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new CardSection(title, blocks));
    }
  }

  private static List<Block> texts(Optional<String> text) {
    return text.<List<Block>>map(found -> List.of(new Text(found))).orElse(List.of());
  }

  static Table table(String caption, int numbers, List<String> head, List<List<String>> rows) {
    return new Table(caption, numbers, Shading.NONE, head, rows);
  }

  private List<List<String>> details(ModelManifest manifest) {
    VersionNotes notes = facts.notes();
    ModelArtifact artifact = manifest.artifact();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("Version", facts.version().label());
    rows.put("SHA-256 of the manifest", facts.version().id().sha256());
    rows.put("Registered", facts.version().registered().truncatedTo(ChronoUnit.SECONDS).toString());
    rows.put("Aliases", String.join(", ", facts.aliases()));
    rows.put("Owners", String.join(", ", notes.owners()));
    rows.put("Contact", notes.contact().orElse(""));
    rows.put("Licence", notes.license().orElse(""));
    rows.put(
        "Tags",
        notes.tags().entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(joining(", ")));
    rows.put("Archived", notes.isArchived() ? "yes" : "");
    rows.put("Task", manifest.task().id() + " of " + String.join(", ", manifest.task().labels()));
    rows.put(
        "Positive class",
        manifest.task().positiveClass().map(name -> positive(name, manifest)).orElse(""));
    rows.put("Format", artifact.format());
    rows.put("Network", artifact.architecture());
    Signature signature = artifact.signature();
    rows.put("Inputs", tensors(signature.inputs()));
    rows.put("Outputs", tensors(signature.outputs()));
    long bytes = artifact.files().stream().mapToLong(StoredFile::size).sum();
    rows.put("Files", sized(bytes));
    return rows(rows);
  }

  private static String positive(String name, ModelManifest manifest) {
    return manifest.task().namesPositiveClass()
        ? name
        : name + " (the second class, as the task names none with positive(…))";
  }

  /** Says of what shape tensors are, such as {@code features float32 [rows, 4]}. */
  private static String tensors(List<TensorSpec> specs) {
    return specs.stream()
        .map(
            spec ->
                spec.toString()
                    .replace("[" + TensorSpec.FREE, "[rows")
                    .replace(" " + TensorSpec.FREE, " any"))
        .collect(joining(", "));
  }

  /** Returns the rows that have a value. */
  private static List<List<String>> rows(Map<String, String> values) {
    return values.entrySet().stream()
        .filter(row -> !row.getValue().isEmpty())
        .map(row -> List.of(row.getKey(), row.getValue()))
        .toList();
  }

  private List<Block> data(ModelManifest manifest) {
    Provenance origin = manifest.provenance();
    List<Column> columns = manifest.preprocessing().input().columns();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("Dataset", origin.data().toString());
    rows.put("SHA-256", origin.data().id().sha256());
    rows.put("Split", origin.plan().toString());
    String more = columns.size() > MOST_COLUMNS ? " (the first 100 of " + columns.size() + ")" : "";
    return List.of(
        table("", 0, List.of("Fact", "Value"), rows(rows)),
        table(
            "Inputs" + more + ", as in the drift reference",
            3,
            List.of("Column", "Type", "Missing", "Mean", "Deviation"),
            columns.stream().limit(MOST_COLUMNS).map(column -> column(column, manifest)).toList()));
  }

  private static List<String> column(Column column, ModelManifest manifest) {
    Optional<ColumnProfile> profile = manifest.reference().find(column.name());
    Optional<Moments> moments =
        column.isPrivate() ? Optional.empty() : profile.flatMap(ColumnProfile::moments);
    String type = column.type().name().toLowerCase(Locale.ROOT);
    return List.of(
        column.name(),
        column.shape().isEmpty() ? type : type + " " + column.shape(),
        profile.map(CardSections::missing).orElse(""),
        moments.map(of -> CardFacts.figure(of.mean())).orElse(""),
        moments.map(of -> CardFacts.figure(of.deviation())).orElse(""));
  }

  private static String missing(ColumnProfile of) {
    double share = of.count() == 0 ? 0 : 100.0 * (double) of.missing() / (double) of.count();
    return String.format(Locale.ROOT, "%.1f %%", share);
  }

  /** Says the steps as they were declared; where that is unknown, as they were fitted. */
  static List<String> steps(ModelManifest manifest) {
    FittedPreprocessing fitted = manifest.preprocessing();
    return fitted.asked().isEmpty()
        ? fitted.steps().stream().map(step -> step(step, step.column())).toList()
        : fitted.asked().stream().map(step -> step(step, step.column())).toList();
  }

  private static String step(Object step, String column) {
    String name = step.getClass().getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1) + "(" + column + ")";
  }

  private List<Block> training(ModelManifest manifest) {
    Map<String, String> rows = new LinkedHashMap<>();
    Provenance origin = manifest.provenance();
    if (origin instanceof Provenance.External external) {
      rows.put("Registered by", external.by());
      external.facts().forEach((name, value) -> rows.put("Fact " + name, value));
    }
    origin.findRun().ifPresent(run -> rows.put("Run", run));
    facts.run().ifPresent(run -> run(run, rows));
    rows.put("Steps", String.join(", ", steps(manifest)));
    new TreeMap<>(origin.environment())
        .forEach(
            (name, value) -> {
              if (!isPath(value)) {
                rows.put("Environment " + name, value);
              }
            });
    List<Block> blocks = new ArrayList<>();
    blocks.add(table("", 0, List.of("Fact", "Value"), rows(rows)));
    return blocks;
  }

  /** Returns whether a value is a path of the machine, which says nothing to readers elsewhere. */
  private static boolean isPath(String value) {
    return ABSOLUTE.matcher(value).lookingAt();
  }

  private static void run(RunRecord run, Map<String, String> rows) {
    rows.put("Experiment", run.info().experiment());
    rows.put("Started", run.info().started().truncatedTo(ChronoUnit.SECONDS).toString());
    new TreeMap<>(run.params())
        .forEach((name, value) -> rows.put("Parameter " + name, value.text()));
  }

  private List<Block> suspicions() {
    return blocks(
        "",
        0,
        List.of("Suspicion", "What to do"),
        suspicions.stream().map(each -> List.of(each.explanation(), each.advice())).toList());
  }

  private List<Block> gates() {
    return blocks(
        "",
        0,
        List.of("Gate", "Verdict", "Explanation"),
        facts.verdicts().stream().map(CardSections::verdict).toList());
  }

  private static List<String> verdict(GateVerdict said) {
    return List.of(said.gate(), said.verdict().name(), said.explanation());
  }

  private List<Block> looks() {
    return blocks(
        "",
        3,
        List.of("Time", "Actor", "Reason", "Rows", "Fresh", "Level"),
        facts.looks().stream()
            .map(
                look ->
                    List.of(
                        look.time().truncatedTo(ChronoUnit.SECONDS).toString(),
                        look.actor(),
                        look.reason(),
                        String.valueOf(look.used().count()),
                        String.valueOf(look.used().fresh()),
                        CardFacts.figure(look.used().spent().level())))
            .toList());
  }

  private static List<Block> history(List<AuditRecord> entries) {
    return blocks(
        "",
        0,
        List.of("Entry", "Time", "What", "Actor", "Reason"),
        entries.stream().map(CardSections::entry).toList());
  }

  private static List<String> entry(AuditRecord entry) {
    return List.of(
        String.valueOf(entry.sequence()),
        entry.time().truncatedTo(ChronoUnit.SECONDS).toString(),
        entry.transition().changes().stream().map(Object::toString).collect(joining("; ")),
        entry.transition().actor().name(),
        entry.transition().reason());
  }

  private static List<Block> blocks(
      String caption, int numbers, List<String> head, List<List<String>> rows) {
    return rows.isEmpty() ? List.of() : List.of(table(caption, numbers, head, rows));
  }

  /** Names an evaluation in a caption. */
  static String caption(String what, KeptEvaluation of) {
    return what + ", " + CardFacts.source(of);
  }
}
