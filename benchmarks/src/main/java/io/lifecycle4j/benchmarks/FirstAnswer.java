package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.model.ModelEngines.java;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import java.nio.file.Path;

/**
 * Opens a home, predicts one row with its network of {@link OurModel}, and ends.
 *
 * <p>Run by {@link ServingComparisons} in a process without a native library.
 */
public final class FirstAnswer {
  /** The property of a process that is to end in good order. */
  static final String ENDS = "ends";

  private FirstAnswer() {}

  /**
   * Prints the answer.
   *
   * @param args the directory of the home
   */
  public static void main(String[] args) {
    try (Lifecycle home = Lifecycle.builder().directory(Path.of(args[0])).engine(java()).open();
        ManagedModel<Features, String> model =
            home.model(OurModel.MODEL, Features.columns(), classification("label")).open()) {
      System.out.println(model.predict(Features.rows(1)[0]).value());
      System.out.flush();
      if (!Boolean.getBoolean(ENDS)) {
        Runtime.getRuntime().halt(0); // closing is not measured
      }
    }
  }
}
