package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.tracking.environment.EnvironmentProject;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.file.Path;

/** Writes the environment of a run as a Maven project. */
public final class EnvironmentFolder {
  private EnvironmentFolder() {}

  /**
   * Writes the files.
   *
   * @param name what the run trained, such as {@code fraud:7}
   * @param run the id of the run
   * @param folder new or empty, outside any home
   * @throws io.lifecycle4j.error.InvalidValueException if it is not, or no library of the
   *     environment can be downloaded
   */
  public static void write(EnvironmentCapsule facts, String name, String run, Path folder) {
    new EnvironmentProject(facts, name, run).writeTo(required(folder, "folder"));
  }
}
