package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.ForeignFiles.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the inputs and outputs of a run: datasets and models.
 *
 * <p>Neither is a version of this home, so they are stored as tags, together with copies of the
 * description of each dataset and of the files of each model that the run created.
 */
final class RunLinks {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,255}");

  private static final String CONTEXT = "mlflow.data.context";
  private static final String SHORT_CONTEXT = "context";

  private final Path run;
  private final Path experiment;
  private final ImportNotes notes;
  private final RunTarget target;
  private final MlflowRunFiles files;
  private int dataSets;
  private int models;

  RunLinks(Path run, Path experiment, ImportNotes notes, RunTarget target, MlflowRunFiles files) {
    this.run = run;
    this.experiment = experiment;
    this.notes = notes;
    this.target = target;
    this.files = files;
  }

  void read() {
    for (Entry input : list(run.resolve("inputs"))) {
      input(input.path().resolve(MetaFiles.NAME));
    }
    int made = 0;
    for (Entry output : list(run.resolve("outputs"))) {
      made++;
      note(output.path(), "mlflow.output_model." + made, output.name());
      Path model = experiment.resolve("models").resolve(output.name()).resolve("artifacts");
      if (ForeignFiles.leads(experiment, model)) {
        files.addAll(model, "mlflow.models/" + output.name() + "/");
      } else {
        notes.skipped(model, "the files of the model are not there, or behind a link");
      }
    }
  }

  private List<Entry> list(Path directory) {
    if (!ForeignFiles.isDirectory(directory)) {
      return List.of();
    }
    try {
      return ForeignFiles.list(directory).stream().filter(this::isLink).toList();
    } catch (IOException e) {
      notes.skipped(directory, ForeignFiles.reason(e));
      return List.of();
    }
  }

  private boolean isLink(Entry entry) {
    boolean is = entry.isDirectory() && ID.matcher(entry.name()).matches();
    if (!is) {
      notes.skipped(entry.path(), "it is no directory of an input or output");
    }
    return is;
  }

  private void input(Path file) {
    YamlFields meta = MetaFiles.read(file, notes);
    String source = meta.text("source_id").orElse("");
    String type = meta.text("source_type").orElse("");
    if (!ID.matcher(source).matches()) {
      notes.skipped(file, "the source_id is '" + source + "' (must be letters and digits)");
    } else if (type.equals("MODEL")) {
      models++;
      note(file, "mlflow.input_model." + models, source);
    } else if (type.equals("DATASET")) {
      dataSet(file, meta, experiment.resolve("datasets").resolve(source).resolve(MetaFiles.NAME));
    } else {
      notes.skipped(file, "the source_type is '" + type + "' (must be DATASET or MODEL)");
    }
  }

  private void dataSet(Path input, YamlFields used, Path file) {
    if (!ForeignFiles.leads(experiment, file)) {
      notes.skipped(file, "it is not there, or behind a link");
      return;
    }
    YamlFields meta = MetaFiles.readDataSet(file, notes);
    dataSets++;
    String prefix = "mlflow.dataset." + dataSets + ".";
    for (String field : List.of("name", "digest", "source_type", "source")) {
      meta.text(field)
          .ifPresentOrElse(
              text -> note(file, prefix + field, text),
              () -> notes.skipped(file, "there is no " + field));
    }
    used.mapping("tags")
        .ifPresentOrElse(
            tags -> tags(input, prefix, tags),
            () -> notes.skipped(input, "there are no tags, and so no context"));
    files.add("mlflow.datasets/" + dataSets + ".yaml", file);
  }

  private void tags(Path input, String prefix, Map<String, String> tags) {
    boolean shorter = tags.containsKey(CONTEXT) && !tags.containsKey(SHORT_CONTEXT);
    if (tags.containsKey(CONTEXT) && !shorter) {
      notes.changed(
          input, "there is a tag '" + SHORT_CONTEXT + "': " + CONTEXT + " keeps its name");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    tags.forEach(
        (name, text) ->
            texts.put(prefix + (shorter && name.equals(CONTEXT) ? SHORT_CONTEXT : name), text));
    Map<String, String> names = AllowedNames.distinct(texts.keySet(), AllowedNames::key);
    texts.forEach(
        (raw, text) -> notes.kept(input, raw, target.note(names.getOrDefault(raw, raw), text)));
  }

  private void note(Path file, String name, String text) {
    notes.kept(file, name, target.note(name, text));
  }
}
