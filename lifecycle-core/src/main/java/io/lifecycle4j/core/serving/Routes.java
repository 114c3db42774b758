package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictor;

/**
 * Makes routes of one model.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 * @param columns how inputs are read as rows
 * @param task what the model answers
 * @param engines load networks
 * @param files opens their files
 * @param witnesses see what versions answer
 * @param requests check what versions are asked
 */
public record Routes<I, O>(
    Columns<I> columns,
    Task<O> task,
    Engines engines,
    Engine.Files files,
    Witness.Factory witnesses,
    RequestChecks requests) {
  /**
   * Loads a version: hashes checked, golden rows replayed.
   *
   * @param version the version
   * @return a route that the caller gives to a server
   * @throws UntrustedModelException if the version does not answer what this model asks
   * @throws io.lifecycle4j.error.InvalidValueException if the inputs lack a column of the version
   */
  public Route<I, O> load(ModelVersion version) {
    Task<?> found = version.manifest().task();
    if (found.getClass() != task.getClass() || !found.label().equals(task.label())) {
      throw new UntrustedModelException(
          "Cannot serve " + version.label() + ": it answers " + found + " (needs " + task + ")");
    }
    LoadedModel model = engines.load(version.label(), version.manifest(), files);
    try {
      return new EngineRoute<>(
          version.number(),
          columns,
          version.manifest(),
          model,
          witnesses.of(
              version.label(),
              new Witness.Seen(columns.schema(), version.manifest().preprocessing().input(), found),
              version.manifest().reference()),
          requests.of(version, columns.schema()));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Serves a predictor of the user's own.
   *
   * @param model the name of the model
   * @param predictor answers inputs
   * @return a route that the caller gives to a server
   */
  public Route<I, O> of(String model, Predictor<I, O> predictor) {
    return new FunctionRoute<>(
        columns,
        predictor,
        witnesses.of(model, new Witness.Seen(columns.schema(), columns.schema(), task), null));
  }
}
