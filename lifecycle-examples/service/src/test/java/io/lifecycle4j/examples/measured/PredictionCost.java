package io.lifecycle4j.examples.measured;

import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Measures the processor time of a prediction on the thread that predicts: of a model that the
 * starter opened, with metrics on and one of 100 predictions observed, or of one that plain Java
 * opened, without an observer.
 *
 * <p>Run by {@code benchmarks/run.sh service cost} in a process for each side, since the compiler
 * knows of what it has seen.
 */
public final class PredictionCost {
  private static final int ROWS = 1 << 10;
  private static final int CALLS = 50_000;
  private static final int WARM_ROUNDS = 10;
  private static final int ROUNDS = 11;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Day[] DAYS = Day.many(ROWS);

  private PredictionCost() {}

  /**
   * Prints {@code nanos N}, the median of rounds.
   *
   * @param arguments {@code starter} or {@code plain}, and the file of the model
   */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("starter")) {
      starter(file);
    } else {
      plain(file);
    }
  }

  @SuppressWarnings("unchecked") // the only model of the application
  private static void starter(Path file) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(WithStarter.class)
            .web(WebApplicationType.NONE)
            .run("--lifecycle4j.home=memory:new", "--lifecycle4j.import=" + file.toUri())) {
      print(context.getBean(ManagedModel.class));
    }
  }

  private static void plain(Path file) {
    try (Lifecycle lifecycle = Lifecycle.inMemory()) {
      ManagedModelBuilder<Day, String> builder =
          lifecycle.model(WithStarter.MODEL, Day.class, classification(WithStarter.MODEL));
      WithStarter.settings(builder);
      try (ManagedModel<Day, String> model = builder.open()) {
        model.promote(model.importFrom(file, by("bench"), "Measured"), by("bench"), "Measured");
        print(model);
      }
    }
  }

  private static void print(ManagedModel<Day, String> model) {
    double[] nanos = new double[ROUNDS];
    for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < CALLS; i++) {
        model.predict(DAYS[i & (ROWS - 1)]);
      }
      if (round >= 0) {
        nanos[round] = (THREADS.getCurrentThreadCpuTime() - before) / (double) CALLS;
      }
    }
    Arrays.sort(nanos);
    System.out.println("nanos " + nanos[ROUNDS / 2]); // read by the process that started this one
  }
}
