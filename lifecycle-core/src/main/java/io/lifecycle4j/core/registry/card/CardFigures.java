package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.markdown.CurvePicture.Point;
import io.lifecycle4j.core.registry.card.CardFacts.Measured;
import io.lifecycle4j.core.registry.card.CardFacts.Tested;
import io.lifecycle4j.core.registry.card.CardSection.Block;
import io.lifecycle4j.core.registry.card.CardSection.Picture;
import io.lifecycle4j.core.registry.card.CardSection.Shading;
import io.lifecycle4j.core.registry.card.CardSection.Table;
import io.lifecycle4j.core.registry.card.CardSection.Text;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The figures of a card, each with the evaluation that it is from. */
final class CardFigures {
  private final CardFacts facts;

  CardFigures(CardFacts facts) {
    this.facts = facts;
  }

  List<CardSection> all() {
    List<CardSection> sections = new ArrayList<>();
    losses(sections);
    facts
        .newest()
        .ifPresentOrElse(
            newest -> evaluation(newest, sections),
            () -> add(sections, "Evaluation", List.of(new Text("Not evaluated yet"))));
    if (facts.evaluations().size() > 1) {
      List<List<String>> rows = facts.evaluations().stream().skip(1).map(this::headline).toList();
      List<String> head = List.of("Evaluation", "Rows", "Metric", "Value", "95 % interval");
      add(sections, "On other rows", List.of(CardSections.table("", 2, head, rows)));
    }
    facts.stressed().ifPresent(stressed -> stress(stressed, sections));
    versions(sections);
    return sections;
  }

  private static void add(List<CardSection> sections, String title, List<Block> blocks) {
    sections.add(new CardSection(title, blocks));
  }

  private void losses(List<CardSection> sections) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    facts
        .losses()
        .forEach(
            (name, history) ->
                curves.put(
                    name,
                    history.points().stream()
                        .map(point -> new Point((double) point.step(), point.value()))
                        .toList()));
    if (!curves.isEmpty()) {
      String run = facts.run().map(found -> " of run " + found.id()).orElse("");
      List<List<String>> rows =
          curves.entrySet().stream().map(curve -> last(curve.getKey(), curve.getValue())).toList();
      add(
          sections,
          "Loss" + run,
          List.of(
              new Picture("Loss" + run, "step", curves),
              CardSections.table("", 2, List.of("Loss", "Last step", "Last value"), rows)));
    }
  }

  private static List<String> last(String name, List<Point> points) {
    Point last = points.isEmpty() ? new Point(0, Double.NaN) : points.get(points.size() - 1);
    return List.of(name, String.valueOf((long) last.x()), CardFacts.figure(last.y()));
  }

  private void evaluation(Measured newest, List<CardSection> sections) {
    KeptEvaluation kept = newest.kept();
    Evaluation evaluation = newest.evaluation();
    List<Block> blocks = new ArrayList<>();
    blocks.add(metrics(kept, evaluation));
    parts("Classes", "Class", evaluation.classes(), kept, blocks);
    parts("Slices", "Slice", evaluation.slices(), kept, blocks);
    evaluation.confusion().ifPresent(matrix -> blocks.add(confusion(matrix, kept)));
    if (!evaluation.calibration().isEmpty()) {
      calibration(evaluation.calibration(), kept, blocks);
    }
    add(sections, "Evaluation", blocks);
  }

  private static Table metrics(KeptEvaluation kept, Evaluation evaluation) {
    List<String> head = new ArrayList<>(List.of("Metric", "Better", "Model", "95 % interval"));
    evaluation.baselines().keySet().forEach(name -> head.add("Baseline " + name));
    List<List<String>> rows = new ArrayList<>();
    evaluation
        .metrics()
        .forEach(
            (name, value) -> {
              Better better = evaluation.directions().getOrDefault(name, Better.NONE);
              List<String> row = new ArrayList<>();
              row.add(evaluation.fullName(name));
              row.add(better == Better.NONE ? "" : better.name().toLowerCase(Locale.ROOT));
              row.add(CardFacts.figure(value));
              row.add(interval(evaluation, name));
              evaluation.baselines().values().forEach(of -> row.add(figure(of.get(name))));
              rows.add(row);
            });
    String caption = CardSections.caption("Metrics", kept);
    return CardSections.table(caption, head.size() - 2, head, rows);
  }

  private static String figure(@Nullable Double value) {
    return value == null ? "" : CardFacts.figure(value);
  }

  private static String interval(Evaluation evaluation, String metric) {
    Interval interval = evaluation.intervals().get(metric);
    return interval == null || Double.isNaN(interval.lower()) || Double.isNaN(interval.upper())
        ? ""
        : CardFacts.figure(interval.lower()) + " to " + CardFacts.figure(interval.upper());
  }

  private static void parts(
      String caption,
      String kind,
      Map<String, EvaluatedPart> parts,
      KeptEvaluation kept,
      List<Block> blocks) {
    if (parts.isEmpty()) {
      return;
    }
    SortedSet<String> names = new TreeSet<>();
    parts.values().forEach(part -> names.addAll(part.metrics().keySet()));
    List<String> head = new ArrayList<>(List.of(kind, "Rows"));
    head.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          List<String> row = new ArrayList<>(List.of(name, String.valueOf(part.rows())));
          names.forEach(metric -> row.add(figure(part.metrics().get(metric))));
          rows.add(row);
        });
    blocks.add(
        CardSections.table(CardSections.caption(caption, kept), head.size() - 1, head, rows));
  }

  private static Table confusion(ConfusionMatrix matrix, KeptEvaluation kept) {
    List<String> head = new ArrayList<>(List.of("Label / prediction"));
    head.addAll(matrix.classes());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < matrix.classes().size(); i++) {
      List<String> row = new ArrayList<>(List.of(matrix.classes().get(i)));
      matrix.counts().get(i).forEach(count -> row.add(String.valueOf(count)));
      rows.add(row);
    }
    String caption = CardSections.caption("Confusion matrix", kept);
    return new Table(caption, head.size() - 1, Shading.SHARE_OF_ROW, head, rows);
  }

  private static void calibration(
      List<CalibrationBin> bins, KeptEvaluation kept, List<Block> blocks) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    curves.put(
        "observed", bins.stream().map(bin -> new Point(bin.predicted(), bin.observed())).toList());
    curves.put("perfect", List.of(new Point(0, 0), new Point(1, 1)));
    String title = "Calibration curve, " + CardFacts.named(kept);
    blocks.add(new Picture(title, "predicted probability", curves));
    List<List<String>> rows =
        bins.stream()
            .map(
                bin ->
                    List.of(
                        CardFacts.figure(bin.from()) + " to " + CardFacts.figure(bin.to()),
                        String.valueOf(bin.rows()),
                        CardFacts.figure(bin.predicted()),
                        CardFacts.figure(bin.observed())))
            .toList();
    blocks.add(
        CardSections.table(
            CardSections.caption("Calibration curve", kept),
            3,
            List.of("Probability", "Rows", "Predicted", "Observed"),
            rows));
  }

  private static void stress(Tested stressed, List<CardSection> sections) {
    StressReport report = stressed.report();
    String caption =
        String.format(
            "%s on rows that go wrong, stress report %s of entry %s, on %s (%s rows, seed %s)",
            report.metric(),
            CardFacts.shown(stressed.kept().change().document()),
            stressed.kept().entry().sequence(),
            report.data(),
            report.rows(),
            report.seed());
    List<String> head =
        List.of("Test", "Note", report.metric(), "Clean", "Drop", "Answered", "Refused");
    List<List<String>> rows = report.results().stream().map(CardFigures::stressed).toList();
    add(sections, "Stress tests", List.of(CardSections.table(caption, 5, head, rows)));
  }

  private static List<String> stressed(StressResult result) {
    return List.of(
        result.test().toString(),
        result.note(),
        result.figures().map(of -> CardFacts.figure(of.value())).orElse(""),
        result.figures().map(of -> CardFacts.figure(of.clean())).orElse(""),
        result.drop().map(CardFacts::figure).orElse(""),
        String.valueOf(result.answered()),
        String.valueOf(result.refused()));
  }

  private List<String> headline(Measured of) {
    String metric = facts.headline().map(Metric::name).orElse("");
    return List.of(
        CardFacts.named(of.kept()),
        of.evaluation().data() + " (" + of.evaluation().rows() + " rows)",
        metric,
        figure(of.evaluation().metrics().get(metric)),
        interval(of.evaluation(), metric));
  }

  private void versions(List<CardSection> sections) {
    String metric = facts.headline().map(Metric::name).orElse("");
    List<Point> points = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    facts
        .versions()
        .forEach(
            (number, kept) -> {
              Double value = kept.change().metrics().get(metric);
              if (value != null) {
                points.add(new Point((double) number, value));
                rows.add(
                    List.of(
                        facts.version().model() + ":" + number,
                        CardFacts.named(kept),
                        kept.change().data() + " (" + kept.change().rows() + " rows)",
                        CardFacts.figure(value)));
              }
            });
    if (rows.size() > 1) {
      List<Block> blocks = new ArrayList<>();
      Map<String, List<Point>> curve = Map.of("evaluation of each version", points);
      blocks.add(new Picture(metric, "version", curve));
      List<String> head = List.of("Version", "Evaluation", "Rows", metric);
      blocks.add(CardSections.table("", 1, head, rows));
      add(sections, metric + " of this version and those before", blocks);
    }
  }
}
