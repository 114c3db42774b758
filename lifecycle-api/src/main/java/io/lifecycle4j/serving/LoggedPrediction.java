package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * An entry of the prediction log: a prediction, an input that failed, or a call that did not run.
 *
 * <p>Immutable. Has either an answer or a failure.
 */
public interface LoggedPrediction {
  /**
   * Returns the id that {@link Prediction#id()} had.
   *
   * @return the id, unique in the home
   */
  String id();

  /**
   * Returns when the call ended.
   *
   * @return the time
   */
  Instant time();

  /**
   * Returns the number of the model version.
   *
   * @return the number, from 1; empty for a served function, and for a call that did not run
   */
  OptionalInt version();

  /**
   * Returns the sequence of the registry entry that decided which version answered: a promotion, a
   * rollback, or the start, a step or the end of a rollout.
   *
   * @return the {@link io.lifecycle4j.registry.AuditRecord#sequence()}; 0 for a function that
   *     serves instead of versions, before any promotion, and for a call that did not run
   */
  long plan();

  /**
   * Finds the engine that ran the version.
   *
   * @return its name, such as {@code Java}; empty for a served function, and for a call that did
   *     not run
   */
  Optional<String> findEngine();

  /**
   * Finds the role in which the version or function was chosen to answer.
   *
   * @return the arm; empty for a call that did not run
   */
  Optional<Arm> findArm();

  /**
   * Finds the processor of the process that answered. The last bits of outputs may depend on it.
   *
   * @return the architecture and model
   */
  Optional<String> findProcessor();

  /**
   * Returns the outputs of the network for the row, before the task decoded them.
   *
   * <p>They may reveal the input, so they are logged only together with an input in clear.
   *
   * @return the outputs, one after the other; empty if there are more than 32, if the input is not
   *     in the log or is hashed, if the version reads a private column or reconstructs its inputs,
   *     for a served function, and for a failure
   */
  List<Float> outputs();

  /**
   * Returns the latency of the row, without waiting for other calls and listeners. A row of a batch
   * has its share of the run of the network.
   *
   * @return the time; zero for a call that did not run
   */
  Duration latency();

  /**
   * Finds the predicted value.
   *
   * @return its {@code toString()}; empty if there is a failure
   */
  Optional<String> findAnswer();

  /**
   * Returns the probability that the model assigned to the predicted value.
   *
   * @return 0 to 1; empty for a task without probabilities, a served function, and a failure
   */
  OptionalDouble probability();

  /**
   * Finds the key of the call, such as the id of a customer.
   *
   * @return the key; empty if the call had none, or the prediction was erased
   */
  Optional<String> findKey();

  /**
   * Finds the reason why there is no answer.
   *
   * @return the failure; empty if there is an answer
   */
  Optional<Failure> findFailure();

  /**
   * Finds the input.
   *
   * @return the columns of the input except private ones, or empty if the input was not {@linkplain
   *     LoggedInputs logged} or could not be read. A column that is private only in the training
   *     data of the version is missing. {@linkplain LoggedInputs#hashed Hashed} inputs have other
   *     columns.
   */
  Optional<Row> findInput();

  /**
   * Finds the ground truth: the true label, once it was {@linkplain
   * PredictionHistory#recordGroundTruth recorded}.
   *
   * @return the newest label; empty if none was recorded
   */
  Optional<GroundTruth> findGroundTruth();

  /**
   * The reason why an input has no answer.
   *
   * @param kind what failed
   * @param code the stable {@linkplain io.lifecycle4j.error.LifecycleException#code() code}
   * @param message the message of an exception of the library; for any other exception, only the
   *     class, because its message may quote private values
   */
  record Failure(Kind kind, String code, String message) {
    /** What failed. Kinds may be added: a switch needs a default branch. */
    public enum Kind {
      /** The input was rejected: it does not fit the model, or breaks a validation rule. */
      REFUSED,
      /** The model returned no valid prediction. */
      INVALID,
      /** The network or the function threw an exception. */
      FAILED,
      /**
       * The limits of the model rejected the call. One entry without an input stands for all inputs
       * of the call.
       */
      REJECTED,
      /**
       * No version served when the call arrived. One entry without an input stands for all inputs
       * of the call.
       */
      UNAVAILABLE
    }

    /** Checks the parts. */
    public Failure {
      required(kind, "kind of failure");
      required(code, "code");
      required(message, "message");
    }
  }
}
