package io.lifecycle4j.spring;

import static io.lifecycle4j.data.Splits.byHash;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.validation.Rule;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** What rides cost so far, and homes to train on it. */
final class Fares {
  private static final int ROWS = 200;

  private record Sold(double km, double fare) {}

  private Fares() {}

  /** Opens a home as an application of the test does that trains. */
  static Lifecycle home(Path directory, Engine... engines) {
    LifecycleBuilder home = Lifecycle.builder().directory(directory).withoutEnvironment();
    for (Engine engine : engines) {
      home.engine(engine);
    }
    return home.open();
  }

  /** Stores the fares, with rules that they follow. */
  static Split split(Lifecycle home, Rule... rules) {
    return home.datasets()
        .dataset("rides")
        .snapshot(
            Sources.records(
                Sold.class, IntStream.range(0, ROWS).mapToObj(i -> new Sold(i, 3 + 2.0 * i))))
        .requiring(rules)
        .commit()
        .split(byHash(1).train(0.7).holdout(0.3));
  }
}
