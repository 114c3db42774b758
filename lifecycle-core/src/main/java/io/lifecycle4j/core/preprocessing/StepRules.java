package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Map.entry;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Index;
import io.lifecycle4j.preprocessing.NormalizeChannels;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.Tokens;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks that steps and columns fit each other, before any row is read. */
final class StepRules {
  private static final List<Kind> NUMBER = List.of(Kind.NUMBER);
  private static final List<Kind> TEXT = List.of(Kind.TEXT);
  private static final List<Kind> TENSOR = List.of(Kind.TENSOR);

  private static final Map<Class<? extends Step>, List<Kind>> TAKES =
      Map.ofEntries(
          entry(Step.ImputeMean.class, NUMBER),
          entry(Step.ImputeMedian.class, NUMBER),
          entry(Step.ImputeMostFrequent.class, List.of(Kind.NUMBER, Kind.TEXT)),
          entry(Step.ImputeConstant.class, NUMBER),
          entry(Step.ImputeText.class, TEXT),
          entry(Step.MissingIndicator.class, List.of(Kind.NUMBER, Kind.TEXT, Kind.TIME)),
          entry(Step.Standardize.class, List.of(Kind.NUMBER, Kind.TENSOR)),
          entry(Step.StandardizeChannels.class, TENSOR),
          entry(NormalizeChannels.class, TENSOR),
          entry(Step.MinMax.class, NUMBER),
          entry(Step.Robust.class, NUMBER),
          entry(Step.Scale.class, List.of(Kind.NUMBER, Kind.TENSOR)),
          entry(Step.Log.class, NUMBER),
          entry(Step.Clip.class, NUMBER),
          entry(Step.Bucketize.class, NUMBER),
          entry(Step.BucketizeQuantiles.class, NUMBER),
          entry(Step.OneHot.class, List.of(Kind.TEXT, Kind.NUMBER)),
          entry(Step.Ordinal.class, TEXT),
          entry(Step.Hash.class, TEXT),
          entry(Tokens.class, TEXT),
          entry(Index.class, TEXT),
          entry(Step.DateParts.class, List.of(Kind.TIME)),
          entry(Step.Lag.class, NUMBER),
          entry(Step.User.class, NUMBER));

  private final Schema input;

  /** The columns so far, derived ones included. */
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private StepRules(Schema input) {
    this.input = input;
    input.columns().forEach(column -> kinds.put(column.name(), Kind.of(column.type())));
  }

  /** Checks steps; returns them with one step for each column in place of those for several. */
  static List<Step> check(List<Step> steps, Schema input) {
    StepRules rules = new StepRules(required(input, "input schema"));
    List<Step> single = new ArrayList<>();
    for (Step step : required(steps, "steps")) {
      for (Step of : rules.single(required(step, "step"))) {
        rules.add(of);
        single.add(of);
      }
    }
    rules.kinds.forEach(
        (column, kind) -> {
          needs(kind != Kind.TEXT, column, "text", "oneHot(\"" + column + "\")");
          boolean apart =
              single.stream().anyMatch(step -> step instanceof Step.DateParts && on(step, column));
          needs(kind != Kind.TIME || apart, column, "a time", "dateParts(\"" + column + "\", ...)");
        });
    return List.copyOf(single);
  }

  private List<Step> single(Step step) {
    if (!(step instanceof Step.Each each)) {
      return List.of(step);
    }
    List<Column> open =
        input.columns().stream()
            .filter(column -> kinds.get(column.name()) == Kind.of(column.type()))
            .toList();
    return copy(each.steps().apply(open), "steps of " + each.column());
  }

  private static boolean on(Step step, String column) {
    return step.column().equals(column);
  }

  private static void needs(boolean met, String column, String kind, String add) {
    Preconditions.check(met, "Invalid preprocessing: column %s is %s (add %s)", column, kind, add);
  }

  private void add(Step step) {
    Kind kind = kinds.get(step.column());
    Preconditions.check(
        kind != null,
        "Invalid preprocessing: %s of an unknown column (there are %s%s)",
        described(step),
        String.join(", ", kinds.keySet()),
        step instanceof Step.Lag ? "; a lag fills a column of the input, add it there" : "");
    List<Kind> takes = TAKES.getOrDefault(step.getClass(), List.of());
    Preconditions.check(
        takes.contains(kind),
        "Invalid preprocessing: %s of a column that is %s (must be %s)",
        described(step),
        required(kind, "kind").words(),
        takes.stream().map(Kind::words).collect(Collectors.joining(" or ")));
    if (step instanceof Step.OneHot || step instanceof Step.Hash) {
      kinds.put(step.column(), Kind.SEVERAL_NUMBERS);
    } else if (step instanceof Tokens || step instanceof Index) {
      ids(step);
    } else if (step instanceof Step.Ordinal) {
      kinds.put(step.column(), Kind.NUMBER);
    } else if (step instanceof NormalizeChannels normalize) {
      channels(normalize);
    } else if (step instanceof Step.MissingIndicator) {
      derive(step, new FittedStep.Indicator(step.column()).derived());
    } else if (step instanceof Step.DateParts dates) {
      dates.parts().forEach(part -> derive(step, part.of(step.column())));
    }
  }

  private void ids(Step step) {
    Preconditions.check(
        !step.column().equals(FittedPreprocessing.FEATURES),
        "Invalid preprocessing: %s (rename the column: the numbers of all other columns have that"
            + " name in the network)",
        described(step));
    kinds.put(step.column(), Kind.SEVERAL_NUMBERS);
  }

  private void channels(NormalizeChannels step) {
    int channels = input.columns().get(input.indexOf(step.column())).shape().get(0);
    Preconditions.check(
        step.means().size() == channels,
        "Invalid preprocessing: %s means for column %s (it has %s channels)",
        step.means().size(),
        step.column(),
        channels);
  }

  private void derive(Step step, String column) {
    Preconditions.check(
        input.find(step.column()).isPresent(),
        "Invalid preprocessing: %s of a derived column (must be one of the input)",
        described(step));
    Preconditions.check(
        kinds.put(column, Kind.NUMBER) == null,
        "Invalid preprocessing: %s derives column %s, which is there",
        described(step),
        column);
  }

  private static String described(Step step) {
    return name(step) + "(\"" + step.column() + "\")";
  }

  /** Returns the name of a step, as in {@link io.lifecycle4j.preprocessing.Steps}. */
  static String name(Step step) {
    String name = StepForms.name(step.getClass());
    return name.startsWith("impute") ? "impute" : name;
  }
}
