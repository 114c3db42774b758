package io.lifecycle4j.test;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Task;
import java.net.URI;
import java.nio.file.Path;

/** Checks exported versions in the build of an application that serves them. */
public final class ExportedModels {
  private ExportedModels() {}

  /**
   * Fails a build whose record class no longer fits a version that was exported, such as the one in
   * production: a column that the version needs is missing or has another type, or the task is
   * another one. The file is verified and imported into a home in memory, so the network also
   * computes its golden rows.
   *
   * <pre>{@code
   * ExportedModels.assertFits("fare", Ride.class, regression("fare"), Path.of("fare.model"));
   * }</pre>
   *
   * @param name the name of the model
   * @param input the record class of its inputs
   * @param task what it predicts
   * @param file a file that {@link ManagedModel#export} wrote, of a network that is no program
   * @throws AssertionError if the version does not fit, or the file is damaged; the message names
   *     the cause
   */
  public static void assertFits(String name, Class<?> input, Task<?> task, Path file) {
    required(file, "file");
    try (Lifecycle lifecycle =
            Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment().open();
        ManagedModel<?, ?> model = lifecycle.model(name, input, task).open()) {
      model.importFrom(file, Actor.by("test"), "Checked that it fits");
    } catch (LifecycleException e) {
      throw new AssertionError(
          input.getSimpleName()
              + " does not fit "
              + file.getFileName()
              + ": "
              + e.getMessage()
              + " (change the record back, or promote a version that was trained on the new one)",
          e);
    }
  }
}
