package io.lifecycle4j.djl.model;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.tracking.Experiments;
import java.nio.file.Path;

/** Records a run during which PyTorch starts, and one after it; prints the settings that differ. */
final class RunsAroundTheStart {
  private RunsAroundTheStart() {}

  /**
   * Runs twice.
   *
   * @param arguments the directory of the home
   */
  public static void main(String[] arguments) {
    try (Lifecycle life = Lifecycle.open(Path.of(arguments[0]))) {
      Experiments experiments = life.experiments();
      String first = experiments.run("first", run -> DjlRuntime.start()).id();
      String second = experiments.run("second", run -> DjlRuntime.start()).id();
      experiments
          .environment(first)
          .orElseThrow()
          .differences(experiments.environment(second).orElseThrow())
          .stream()
          .map(Difference::key)
          .filter(key -> key.startsWith("property.") || key.startsWith("environment."))
          .forEach(key -> System.out.println("differs: " + key));
      experiments.environment(second).orElseThrow().facts().keySet().stream()
          .filter(key -> key.startsWith("property."))
          .forEach(key -> System.out.println("recorded: " + key));
    }
  }
}
