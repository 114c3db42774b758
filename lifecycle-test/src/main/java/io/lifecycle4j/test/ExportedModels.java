package io.lifecycle4j.test;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Checks exported versions in the build of an application that serves them. */
public final class ExportedModels {
  private static final Actor ACTOR = Actor.by("test");
  private static final String REASON = "Checked that it fits";

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
   *     the cause and the cure
   */
  public static void assertFits(String name, Class<?> input, Task<?> task, Path file) {
    assertFits(name, input, task, file, model -> model.importFrom(file, ACTOR, REASON));
  }

  /**
   * Fails a build like {@link #assertFits(String, Class, Task, Path)}, also for a network that is a
   * program, such as ONNX, whose id must be known. Its engine must be on the class path of the
   * tests.
   *
   * @param name the name of the model
   * @param input the record class of its inputs
   * @param task what it predicts
   * @param file a file that {@link ManagedModel#export} wrote
   * @param id the id of the version in the home that exported it, or the id of the file
   * @throws AssertionError if the version does not fit, has another id, or the file is damaged; the
   *     message names the cause and the cure
   */
  public static void assertFits(String name, Class<?> input, Task<?> task, Path file, BlobId id) {
    required(id, "id");
    assertFits(name, input, task, file, model -> model.importFrom(file, id, ACTOR, REASON));
  }

  private static void assertFits(
      String name, Class<?> input, Task<?> task, Path file, Consumer<ManagedModel<?, ?>> imports) {
    required(file, "file");
    try (Lifecycle lifecycle =
            Lifecycle.builder().location(URI.create("memory:new")).withoutEnvironment().open();
        ManagedModel<?, ?> model = lifecycle.model(name, input, task).open()) {
      imports.accept(model);
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
