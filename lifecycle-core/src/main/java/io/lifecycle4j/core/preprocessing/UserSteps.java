package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.preprocessing.UserStep;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the steps of the application by their ids. */
final class UserSteps {
  private UserSteps() {}

  static UserStep find(String id) {
    List<UserStep> found =
        ServiceLoader.load(UserStep.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(step -> step.id().equals(id))
            .toList();
    check(found.size() < 2, "Invalid user steps: %s have the id %s (must be one)", found, id);
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "User step does not exist: " + id + " (add its service to the class path)"));
  }
}
