package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.evaluation.StressTest.Cropped;
import io.lifecycle4j.evaluation.StressTest.Darkened;
import io.lifecycle4j.evaluation.StressTest.Fgsm;
import io.lifecycle4j.evaluation.StressTest.Missing;
import io.lifecycle4j.evaluation.StressTest.MissingAtRandom;
import io.lifecycle4j.evaluation.StressTest.Noise;
import io.lifecycle4j.evaluation.StressTest.RandomSigns;
import io.lifecycle4j.evaluation.StressTest.Shifted;
import io.lifecycle4j.evaluation.StressTest.UnseenCategory;
import io.lifecycle4j.evaluation.StressTest.WrongUnit;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tests that the inputs of a version have columns for, and what they do to its rows.
 *
 * @param inputs the columns of a request
 * @param reference the profile that says how much a column deviates
 */
record StressPlan(Schema inputs, Profile reference) {
  static StressPlan of(ModelManifest manifest) {
    return new StressPlan(manifest.preprocessing().input(), manifest.reference());
  }

  /** Returns the tests, each column apart, and the controls; those without columns are left out. */
  List<StressTest> known(Collection<StressTest> tests) {
    Set<StressTest> all = new LinkedHashSet<>();
    for (StressTest test : tests) {
      all.addAll(each(test));
      if (test instanceof Fgsm attack) {
        all.add(new RandomSigns(attack.epsilon()));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Returns what {@link #known} returns, but leaves nothing out.
   *
   * @throws io.lifecycle4j.error.NotFoundException if the column of a test does not exist
   * @throws io.lifecycle4j.error.InvalidValueException if a test does not fit its column, or any
   */
  List<StressTest> required(Collection<StressTest> tests) {
    tests.forEach(this::required);
    return known(tests);
  }

  /** Does what {@link #required(Collection)} does for one test, without its control. */
  List<StressTest> required(StressTest test) {
    test.column().ifPresent(inputs::indexOf); // throws if there is none
    List<StressTest> each = each(test);
    check(
        !each.isEmpty(),
        "Invalid stress test: %s (%s)",
        test,
        test.column()
            .map(name -> "the column is " + inputs.column(inputs.indexOf(name)).type())
            .orElse("no input is of the right type, there are " + inputs.names()));
    return each;
  }

  private List<StressTest> each(StressTest test) {
    if (test instanceof Missing missing) {
      return columns(missing.column(), StressPlan::mayBeMissing, Missing::new);
    }
    if (test instanceof WrongUnit wrong) {
      return columns(
          wrong.column(), StressPlan::isNumber, name -> new WrongUnit(name, wrong.factor()));
    }
    if (test instanceof UnseenCategory unseen) {
      return columns(unseen.column(), column -> column.type().isText(), UnseenCategory::new);
    }
    if (test instanceof Shifted shifted) {
      return columns(
          shifted.column(), StressPlan::deviates, name -> new Shifted(name, shifted.deviations()));
    }
    return inputs.columns().stream().anyMatch(concerned(test)) ? List.of(test) : List.of();
  }

  private static Predicate<Column> concerned(StressTest test) {
    if (test instanceof MissingAtRandom) {
      return StressPlan::mayBeMissing;
    }
    if (test instanceof Noise) {
      return StressPlan::deviates;
    }
    return test instanceof Cropped || test instanceof Darkened
        ? StressPlan::isImage
        : column -> true;
  }

  private List<StressTest> columns(
      Optional<String> chosen,
      Predicate<Column> fits,
      Function<Optional<String>, StressTest> ofColumn) {
    List<StressTest> tests = new ArrayList<>();
    for (Column column : inputs.columns()) {
      if (fits.test(column) && chosen.map(column.name()::equals).orElse(true)) {
        tests.add(ofColumn.apply(Optional.of(column.name())));
      }
    }
    return tests;
  }

  private static boolean mayBeMissing(Column column) {
    return column.type() != DataType.TENSOR;
  }

  private static boolean isNumber(Column column) {
    return column.type() == DataType.FLOAT64 || column.type() == DataType.INT64;
  }

  private static boolean deviates(Column column) {
    return isNumber(column) || column.type() == DataType.TENSOR;
  }

  private static boolean isImage(Column column) {
    List<Integer> shape = column.shape();
    return shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3);
  }

  /**
   * Returns what a test of {@link #known} does to raw rows; empty for one that changes prepared
   * numbers.
   */
  Optional<Perturbation> perturbation(StressTest test) {
    int place = test.column().map(inputs::indexOf).orElse(-1);
    if (test instanceof Missing) {
      return Optional.of(new Perturbations.Absent(place, 1));
    }
    if (test instanceof MissingAtRandom missing) {
      return Optional.of(new Perturbations.Absent(-1, missing.share()));
    }
    if (test instanceof UnseenCategory) {
      return Optional.of(new Perturbations.Other(place, unseen(inputs.column(place))));
    }
    return numeric(test, place);
  }

  private Optional<Perturbation> numeric(StressTest test, int place) {
    if (test instanceof Noise noise) {
      return Optional.of(new Perturbations.Noisy(inputs, deviations(), noise.deviations()));
    }
    if (test instanceof WrongUnit wrong) {
      return Optional.of(new Perturbations.Scaled(inputs, place, wrong.factor()));
    }
    if (test instanceof Shifted shifted) {
      double by = shifted.deviations() * deviations()[place];
      return Optional.of(new Perturbations.Moved(inputs, place, by));
    }
    if (test instanceof Cropped cropped) {
      return Optional.of(new Perturbations.Zoomed(images(), cropped.share()));
    }
    return test instanceof Darkened darkened
        ? Optional.of(new Perturbations.Dark(images(), 1 - darkened.share()))
        : Optional.empty();
  }

  /** Returns the shape of each image, empty for each other column. */
  private List<List<Integer>> images() {
    return inputs.columns().stream()
        .map(column -> isImage(column) ? column.shape() : List.<Integer>of())
        .toList();
  }

  /** Returns the deviation of the numbers of each column; 0 where it is not known. */
  private double[] deviations() {
    return inputs.columns().stream().mapToDouble(this::deviation).toArray();
  }

  private double deviation(Column column) {
    if (column.type() != DataType.TENSOR) {
      return isNumber(column) ? moments(column.name()).map(Moments::deviation).orElse(0.0) : 0;
    }
    double within = moments(column.name() + ".deviation").map(Moments::mean).orElse(0.0);
    double between = moments(column.name() + ".mean").map(Moments::deviation).orElse(0.0);
    return Math.hypot(within, between);
  }

  private Optional<Moments> moments(String name) {
    return reference.find(name).flatMap(ColumnProfile::moments);
  }

  private String unseen(Column column) {
    Set<String> known = new LinkedHashSet<>(column.categories());
    reference.find(column.name()).ifPresent(profile -> known.addAll(profile.categories().keySet()));
    String unseen = "unseen";
    while (known.contains(unseen)) {
      unseen += " unseen";
    }
    return unseen;
  }

  /** Returns why a test of {@link #known} would change nothing; empty if it does. */
  Optional<String> obstacle(StressTest test) {
    boolean isShift = test instanceof Shifted;
    return test.column()
        .filter(name -> isShift && deviations()[inputs.indexOf(name)] == 0)
        .map(name -> "inconclusive: the column does not vary in the drift reference");
  }
}
