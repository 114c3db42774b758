package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.registry.card.CardFacts.Measured;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the front matter of a model of Hugging Face: YAML before the Markdown.
 *
 * <p>Each text is in double quotes, whatever it is, with all characters escaped that YAML gives a
 * meaning there, or does not print.
 */
final class CardFrontMatter {
  /** The tasks of Hugging Face, by the task of a model and whether it sees images. */
  private static final Map<String, String> TABULAR =
      Map.of("classification", "tabular-classification", "regression", "tabular-regression");

  private final CardFacts facts;
  private final StringBuilder out = new StringBuilder("---\n");

  private CardFrontMatter(CardFacts facts) {
    this.facts = facts;
  }

  static String of(CardFacts facts) {
    CardFrontMatter front = new CardFrontMatter(facts);
    front.write();
    return front.out.append("---\n\n").toString();
  }

  private void write() {
    ModelManifest manifest = facts.version().manifest();
    String task = task(manifest);
    facts.notes().license().ifPresent(license -> line("license: ", license));
    line("library_name: ", "lifecycle4j");
    line("pipeline_tag: ", task);
    out.append("tags:\n");
    facts.notes().tags().forEach((name, value) -> line("- ", name + ":" + value));
    line("- ", manifest.artifact().format());
    out.append("datasets:\n");
    line("- ", manifest.provenance().data().dataset());
    out.append("model-index:\n");
    line("- name: ", facts.version().label());
    out.append("  results:");
    facts.newest().ifPresentOrElse(kept -> results(kept, task), () -> out.append(" []\n"));
  }

  private static String task(ModelManifest manifest) {
    boolean images =
        manifest.preprocessing().input().columns().stream()
            .anyMatch(column -> column.shape().size() > 1);
    String task = manifest.task().id();
    return images && task.equals("classification")
        ? "image-classification"
        : TABULAR.getOrDefault(task, "other");
  }

  private void results(Measured newest, String task) {
    Evaluation evaluation = newest.evaluation();
    String data = evaluation.data();
    int slash = data.lastIndexOf('/');
    out.append('\n');
    line("  - task:\n      type: ", task);
    line("    dataset:\n      type: ", facts.version().manifest().provenance().data().dataset());
    line("      name: ", data);
    line("      split: ", data.substring(slash + 1));
    evaluation.source().ifPresent(source -> line("      revision: ", source.data().id().sha256()));
    List<Map.Entry<String, Double>> finite =
        evaluation.metrics().entrySet().stream()
            .filter(metric -> Double.isFinite(metric.getValue()))
            .toList();
    out.append(finite.isEmpty() ? "    metrics: []\n" : "    metrics:\n");
    finite.forEach(metric -> metric(metric.getKey(), metric.getValue(), newest));
  }

  private void metric(String name, double value, Measured newest) {
    line("    - type: ", name);
    line("      name: ", newest.evaluation().fullName(name));
    out.append("      value: ").append(number(value)).append('\n');
    out.append("      args:\n");
    line("        evaluation: ", newest.kept().change().document().blob().sha256());
    Interval interval = newest.evaluation().intervals().get(name);
    if (interval != null
        && Double.isFinite(interval.lower())
        && Double.isFinite(interval.upper())) {
      out.append("        lower: ").append(number(interval.lower())).append('\n');
      out.append("        upper: ").append(number(interval.upper())).append('\n');
    }
  }

  /** YAML takes a number without a point before its exponent for a text. */
  private static String number(double value) {
    return Double.toString(value).replace("E-", "e-").replaceFirst("E", "e+");
  }

  private void line(String key, String text) {
    out.append(key).append('"');
    text.codePoints().forEach(c -> out.append(escaped(c)));
    out.append("\"\n");
  }

  private static String escaped(int c) {
    if (c == '"' || c == '\\') {
      return "\\" + Character.toString(c);
    }
    boolean plain = c < 0x7f ? c >= ' ' : Character.isLetterOrDigit(c);
    if (plain) {
      return Character.toString(c);
    }
    return String.format(Locale.ROOT, c > 0xffff ? "\\U%08X" : "\\u%04X", c);
  }
}
